import { StatedError } from './stated-error.ts';

/** The work took longer than allowed. It may still take effect, but its late result is dropped. */
export class TimeoutError extends StatedError {
  override name = 'TimeoutError';
}

/**
 * The result of `work`, or a rejection once `timeoutMs` have passed.
 * It is here because Durable Objects and the Worker's rooms share no other folder.
 * @param Fault What is thrown, where the caller must tell it from a time-out within `work`.
 * @throws {TimeoutError} naming `what` was waited for.
 */
export async function withTimeout<T>(
  what: string,
  timeoutMs: number,
  work: Promise<T>,
  Fault: typeof TimeoutError = TimeoutError,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault(`${what}: no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
