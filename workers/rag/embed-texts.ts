import { APICallError, RetryError } from 'ai';
import type { Services } from '../domain/context.ts';
import type { Embedder } from './embedding-model.ts';

/** The server took the request and would not have it: trying the same again is of no use. */
export class EmbeddingRefusedError extends Error {
  override name = 'EmbeddingRefusedError';
}

/**
 * The vectors of some texts, through the circuit breaker of the server's host. A refusal is the fault of what was
 * asked, so it does not count against the server.
 * @throws {EmbeddingRefusedError} for a 4xx but 408, 409 and 429; `CircuitOpenError` while the server is known to be
 *   away; else what went wrong.
 */
export async function embedTexts(
  { breakers }: Pick<Services, 'breakers'>,
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  const { host } = embedder;
  if (host === undefined) return await embedder.embed(texts, signal);
  const outcome = await breakers.run(host, async () => {
    try {
      return await embedder.embed(texts, signal);
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal === undefined) throw error;
      return refusal;
    }
  });
  if (outcome instanceof EmbeddingRefusedError) throw outcome;
  return outcome;
}

function refusalIn(error: unknown): EmbeddingRefusedError | undefined {
  const last = RetryError.isInstance(error) ? error.lastError : error;
  if (!APICallError.isInstance(last) || last.isRetryable) return undefined;
  const status = last.statusCode ?? 0;
  if (status < 400 || status >= 500) return undefined;
  return new EmbeddingRefusedError(`the embedding server answered ${status}`, { cause: last });
}
