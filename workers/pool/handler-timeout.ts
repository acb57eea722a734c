import { StatedError } from '../../contracts/stated-error.ts';
import { TimeoutError, withTimeout } from '../../contracts/with-timeout.ts';

/** A consumer exceeded its time limit. Its work may still complete, so a retry must tolerate that. */
export class HandlerTimeoutError extends StatedError {
  override name = 'HandlerTimeoutError';
}

/** @throws {HandlerTimeoutError} when the consumer has not ended after `timeoutMs`. */
export async function withinTime(timeoutMs: number, work: Promise<void>): Promise<void> {
  let didEnd = false;
  const watched = work.finally(() => {
    didEnd = true;
  });
  await withTimeout('the consumer', timeoutMs, watched).catch((error: unknown) => {
    if (!didEnd && error instanceof TimeoutError) {
      throw new HandlerTimeoutError(`the consumer did not end within ${timeoutMs / 1000} seconds`);
    }
    throw error;
  });
}
