import { StatedError } from '../../contracts/stated-error.ts';

/** A failure that no retry can repair, such as a malformed body. The message becomes a dead letter at once. */
export class PermanentError extends StatedError {
  override name = 'PermanentError';
}
