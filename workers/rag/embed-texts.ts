import { APICallError, RetryError } from 'ai';
import type { Embedder } from './embedding-model.ts';

/** The server took the request and would not have it: trying the same again is of no use. */
export class EmbeddingRefusedError extends Error {
  override name = 'EmbeddingRefusedError';
}

/**
 * The vectors of some texts, telling a server that is away from one that refuses what it was asked.
 * @throws {EmbeddingRefusedError} for a 4xx but 408, 409 and 429; else what went wrong.
 */
export async function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  try {
    return await embedder.embed(texts, signal);
  } catch (error) {
    throw refusalIn(error) ?? error;
  }
}

function refusalIn(error: unknown): EmbeddingRefusedError | undefined {
  const last = RetryError.isInstance(error) ? error.lastError : error;
  if (!APICallError.isInstance(last) || last.isRetryable) return undefined;
  const status = last.statusCode ?? 0;
  if (status < 400 || status >= 500) return undefined;
  return new EmbeddingRefusedError(`the embedding server answered ${status}`, { cause: last });
}
