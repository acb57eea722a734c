import { z } from 'zod';
import type { Ctx } from '../../../workers/domain/context.ts';
import type { Embedder } from '../../../workers/platform/embedder.ts';
import { embeddingConfig } from '../../../workers/platform/retrieval-config.ts';
import { RETRIEVAL_VARIABLES } from '../../../workers/platform/variables.ts';
import { createEmbeddingModel } from '../../../workers/rag/embedding-model.ts';
import { MAX_EMBEDDED_CHARACTERS } from '../../../workers/rag/retrieve.ts';

/** The two legs of the search by themselves, and both. */
export type SearchLine = 'words' | 'vectors' | 'fused';
export const SEARCH_LINES: readonly SearchLine[] = ['words', 'vectors', 'fused'];

const server = embeddingConfig(z.object(RETRIEVAL_VARIABLES).parse(process.env), undefined);

/** Returns whether the vectors are those of the embedding that needs no server. */
export const isOffline = server === undefined;

/** The embedding: that of OPENAI_EMBEDDING_API_BASE, or the offline one. */
export const embedder = remembering(createEmbeddingModel(server));

/** An embedder without vectors, so that a search uses words only. */
export const NO_VECTORS: Embedder = { id: 'none', isFree: true, embed: async (texts) => texts.map(() => [0]) };

/** Caches vectors by text, because the suites search several times for each query. */
function remembering(model: Embedder): Embedder {
  const known = new Map<string, number[]>();
  return {
    ...model,
    async embed(texts, purpose, ...rest) {
      const [text] = texts;
      if (purpose !== 'query' || text === undefined || texts.length > 1)
        return await model.embed(texts, purpose, ...rest);
      const vector = known.get(text) ?? (await model.embed([text], purpose, ...rest))[0] ?? [];
      known.set(text, vector);
      return [vector];
    },
  };
}

/**
 * The context and query of a search line. The line `vectors` searches for a symbol that matches no word, and embeds the
 * query itself.
 */
export function searchBy(ctx: Ctx, line: SearchLine, query: string): { ctx: Ctx; query: string } {
  switch (line) {
    case 'words':
      return { ctx: { ...ctx, embedder: NO_VECTORS }, query };
    case 'vectors': {
      const text = query.slice(0, MAX_EMBEDDED_CHARACTERS);
      const { isLexical: _, ...alone } = embedder;
      return {
        ctx: { ...ctx, embedder: { ...alone, embed: (_texts, ...rest) => embedder.embed([text], ...rest) } },
        query: '–',
      };
    }
    case 'fused':
      return { ctx: { ...ctx, embedder }, query };
  }
}
