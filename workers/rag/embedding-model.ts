import { createOpenAI } from '@ai-sdk/openai';
import { type EmbeddingModel, embedMany } from 'ai';
import { EMBEDDING_DIMENSIONS } from '../../schema/tables/catalog.ts';
import type { Config } from '../platform/config.ts';
import { hashedEmbedding } from './hashed-embedding.ts';

type EmbeddingModelV3 = Extract<EmbeddingModel, { specificationVersion: 'v3' }>;

/** Turns texts into vectors of `EMBEDDING_DIMENSIONS`. */
export interface Embedder {
  /** Stored beside each vector: those of two models are not comparable. */
  id: string;
  /** One vector a text, in order. Rejects when the server is away or answers with another number of dimensions. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<number[][]>;
}

export const OFFLINE_EMBEDDING_MODEL = `offline-hash-${EMBEDDING_DIMENSIONS}`;
const MAX_RETRIES = 1;

/**
 * The embedding server of the configuration, or without one the deterministic offline embedding.
 * @param guarded The `fetch` to reach the server with, behind its circuit breaker.
 */
export function createEmbeddingModel(openai: Config['openai'], guarded?: typeof fetch): Embedder {
  if (openai === undefined) return embedderOf(offlineEmbeddingModel);
  const provider = createOpenAI({
    apiKey: openai.apiKey,
    ...(openai.baseURL === undefined ? {} : { baseURL: openai.baseURL }),
    ...(guarded === undefined ? {} : { fetch: guarded }),
  });
  return embedderOf(provider.embedding(openai.embeddingModel));
}

/** An embedder over any AI SDK embedding model. */
export function embedderOf(model: Exclude<EmbeddingModel, string>): Embedder {
  return {
    id: model.modelId,
    async embed(texts, signal) {
      const { embeddings } = await embedMany({
        model,
        values: [...texts],
        maxRetries: MAX_RETRIES,
        providerOptions: { openai: { dimensions: EMBEDDING_DIMENSIONS } },
        ...(signal === undefined ? {} : { abortSignal: signal }),
      });
      const other = embeddings.find((embedding) => embedding.length !== EMBEDDING_DIMENSIONS);
      if (other !== undefined) {
        throw new Error(
          `the embedding model ${model.modelId} answered with ${other.length} dimensions, but the database holds ` +
            `${EMBEDDING_DIMENSIONS}: set OPENAI_EMBEDDING_MODEL to one that takes the dimensions option`,
        );
      }
      return embeddings;
    },
  };
}

const offlineEmbeddingModel: EmbeddingModelV3 = {
  specificationVersion: 'v3',
  provider: 'ragline',
  modelId: OFFLINE_EMBEDDING_MODEL,
  maxEmbeddingsPerCall: undefined,
  supportsParallelCalls: true,
  doEmbed: ({ values }) =>
    Promise.resolve({ embeddings: values.map((value) => hashedEmbedding(value, EMBEDDING_DIMENSIONS)), warnings: [] }),
};
