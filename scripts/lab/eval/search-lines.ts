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

/** What makes the vectors here: the server of OPENAI_EMBEDDING_API_BASE, or the embedding that needs none. */
export const embedder = remembering(createEmbeddingModel(server));

/** Without a vector a search goes by words alone. */
export const NO_VECTORS: Embedder = { id: 'none', isFree: true, embed: async (texts) => texts.map(() => [0]) };

/** Asks once for each query, which the suites search by several times. */
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
 * What a line searches with. By vectors alone it asks for a sign that is a word of nothing, and lets the embedding see
 * the query all the same.
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
