import { APICallError, RetryError } from 'ai';
import { StatedError } from '../../contracts/stated-error.ts';
import type { Embedder, EmbeddingPurpose } from '../platform/embedder.ts';

/** The server took the request and would not have it: trying the same again is of no use. */
export class EmbeddingRefusedError extends StatedError {
  override name = 'EmbeddingRefusedError';
}

/** The server did not answer in time: fewer texts at once may be answered. */
export class EmbeddingTimeoutError extends StatedError {
  override name = 'EmbeddingTimeoutError';
}

export interface EmbedOptions {
  purpose: EmbeddingPurpose;
  timeoutMs: number;
  /** Hears how many tokens the server reports, if it does. */
  onUsage?: (tokens: number) => void;
}

/**
 * The vectors of some texts, telling a server that is away from one that is slow or refuses what it was asked.
 * @throws {EmbeddingRefusedError} for a 4xx but 408, 409 and 429.
 * @throws {EmbeddingTimeoutError} after `timeoutMs`; else what went wrong.
 */
export async function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  { purpose, timeoutMs, onUsage }: EmbedOptions,
): Promise<number[][]> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await embedder.embed(texts, purpose, signal, onUsage);
  } catch (error) {
    if (signal.aborted) {
      throw new EmbeddingTimeoutError(`no answer for ${texts.length} texts within ${timeoutMs} ms`, { cause: error });
    }
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
