import { createEmbeddingModel, type Embedder } from '../../workers/rag/embedding-model.ts';
import { MAX_EMBEDDED_CHARACTERS } from '../../workers/rag/retrieve.ts';

/** The two legs of the search by themselves, and both. */
export type SearchLine = 'words' | 'vectors' | 'fused';
export const SEARCH_LINES: readonly SearchLine[] = ['words', 'vectors', 'fused'];

/** What makes the vectors here: the embedding that needs no server. */
export const offline = createEmbeddingModel(undefined);

/**
 * What a line searches with. By vectors alone it asks for a sign that is a word of nothing, and lets the embedding see
 * the query all the same.
 */
export function searchBy(line: SearchLine, query: string): { query: string; embeddingModel: Embedder | undefined } {
  switch (line) {
    case 'words':
      return { query, embeddingModel: undefined };
    case 'vectors': {
      const text = query.slice(0, MAX_EMBEDDED_CHARACTERS);
      return { query: '–', embeddingModel: { ...offline, embed: (_texts, ...rest) => offline.embed([text], ...rest) } };
    }
    case 'fused':
      return { query, embeddingModel: offline };
  }
}
