import { RaglineError } from './client.ts';

/** The sentence that a person reads about an error: the API's own where there is one. @param offline For a lost network. */
export function sentenceOf(error: unknown, offline: string): string {
  if (error instanceof RaglineError) return error.problem.detail ?? error.problem.title;
  // `fetch` rejects with a TypeError when there was no answer.
  if (error instanceof TypeError) return offline;
  return error instanceof Error ? error.message : String(error);
}
