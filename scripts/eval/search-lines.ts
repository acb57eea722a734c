import { createEmbeddingModel, type Embedder } from '../../workers/rag/embedding-model.ts';
import { percentile } from './ranking-metrics.ts';

/** The two legs of the search by themselves, and both. */
export type SearchLine = 'words' | 'vectors' | 'fused';
export const SEARCH_LINES: readonly SearchLine[] = ['words', 'vectors', 'fused'];

/** What makes the vectors here: the embedding that needs no server. */
export const offline = createEmbeddingModel(undefined);

/** What a line searches with. */
export const legsOf = (line: SearchLine): { embeddingModel: Embedder | undefined; ignoreWords: boolean } => ({
  embeddingModel: line === 'words' ? undefined : offline,
  ignoreWords: line === 'vectors',
});

/** Median and 95th percentile of the times, for a table. */
export const latencyCells = (timesMs: readonly number[]): string[] =>
  [0.5, 0.95].map((share) => percentile(share, timesMs).toFixed(1));
