import { createOpenAI } from '@ai-sdk/openai';
import { type EmbeddingModel, embedMany } from 'ai';
import { StatedError } from '../../contracts/stated-error.ts';
import type { Config } from '../platform/config.ts';
import type { Embedder, EmbeddingPurpose } from '../platform/embedder.ts';
import { hashedEmbedding } from './hashed-embedding.ts';

type EmbeddingModelV3 = Extract<EmbeddingModel, { specificationVersion: 'v3' }>;

/** The maximum of a half-precision vector column and its index. */
const MAX_DIMENSIONS = 2_000;
const OFFLINE_DIMENSIONS = 512;
/** Give it a new version when its input changes: stems, stop words. */
const OFFLINE_EMBEDDING_MODEL = `offline-hash-v4-${OFFLINE_DIMENSIONS}`;
const MAX_RETRIES = 1;

/**
 * The embedding server of the configuration, or without one the deterministic offline embedding.
 * @param guarded The `fetch` to reach the server with, behind its circuit breaker.
 */
export function createEmbeddingModel(server: Config['embedding'], guarded?: typeof fetch): Embedder {
  if (server === undefined) return offline;
  const provider = createOpenAI({
    apiKey: server.apiKey,
    ...(server.baseURL === undefined ? {} : { baseURL: server.baseURL }),
    ...(guarded === undefined ? {} : { fetch: guarded }),
  });
  const named = (name: string, dimensions: number | undefined): Embedder => ({
    ...embedderOf(provider.embedding(name), { dimensions, prefixes: server.prefixes }),
    sibling: (id) => {
      if (id === OFFLINE_EMBEDDING_MODEL) return offline;
      // Passages that were indexed with another prefix are still best asked for with the query's own.
      const [, model = '', size] = /^(.*?)(?:@(\d+))?(?:#.*)?$/.exec(id) ?? [];
      return model === '' ? undefined : named(model, size === undefined ? undefined : Number(size));
    },
  });
  return named(server.model, server.dimensions);
}

interface EmbedderOptions {
  /**
   * Asked of the server; without it the model's own, whatever they are. Servers that ignore it are taken at what they
   * answer.
   */
  dimensions?: number | undefined;
  prefixes?: Record<EmbeddingPurpose, string>;
}

/**
 * An embedder over any AI SDK embedding model. Its id names what its vectors depend on: model, size and passage prefix.
 */
function embedderOf(
  model: Exclude<EmbeddingModel, string>,
  { dimensions, prefixes = { query: '', passage: '' } }: EmbedderOptions = {},
): Embedder {
  const size = dimensions === undefined ? '' : `@${dimensions}`;
  const prefix = prefixes.passage === '' ? '' : `#${prefixes.passage}`;
  return {
    id: `${model.modelId}${size}${prefix}`,
    async embed(texts, purpose, signal, onUsage) {
      const { embeddings, usage } = await embedMany({
        model,
        values: texts.map((text) => `${prefixes[purpose]}${text}`),
        maxRetries: MAX_RETRIES,
        ...(dimensions === undefined ? {} : { providerOptions: { openai: { dimensions } } }),
        ...(signal === undefined ? {} : { abortSignal: signal }),
      });
      // Servers that report nothing are read as not a number.
      if (usage.tokens > 0) onUsage?.(usage.tokens);
      refuseUnstorable(model.modelId, texts.length, embeddings);
      return embeddings;
    },
  };
}

function refuseUnstorable(model: string, texts: number, vectors: readonly number[][]): void {
  const size = vectors[0]?.length ?? 0;
  if (vectors.length !== texts || vectors.some((vector) => vector.length !== size)) {
    throw new StatedError(
      `the embedding model ${model} answered ${texts} texts with ${vectors.length} vectors of unlike size`,
    );
  }
  if (size > MAX_DIMENSIONS || (texts > 0 && size === 0)) {
    throw new StatedError(
      `the embedding model ${model} answers with ${size} dimensions, and at most ${MAX_DIMENSIONS} can be stored: ` +
        'set OPENAI_EMBEDDING_DIMENSIONS, or OPENAI_EMBEDDING_MODEL to a smaller one',
    );
  }
}

const offlineEmbeddingModel: EmbeddingModelV3 = {
  specificationVersion: 'v3',
  provider: 'ragline',
  modelId: OFFLINE_EMBEDDING_MODEL,
  maxEmbeddingsPerCall: undefined,
  supportsParallelCalls: true,
  doEmbed: ({ values }) =>
    Promise.resolve({ embeddings: values.map((value) => hashedEmbedding(value, OFFLINE_DIMENSIONS)), warnings: [] }),
};
const offline: Embedder = {
  ...embedderOf(offlineEmbeddingModel),
  isFree: true,
  isLexical: true,
};
