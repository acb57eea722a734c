import { TimeoutError } from '../../contracts/with-timeout.ts';

/** A consumer hung. What it waits for may still happen: the next attempt must not mind. */
export class HandlerTimeoutError extends TimeoutError {
  override name = 'HandlerTimeoutError';
}
