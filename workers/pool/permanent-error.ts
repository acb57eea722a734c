import { StatedError } from '../../contracts/stated-error.ts';

/** A fault that trying again cannot mend, such as a malformed body: the message becomes a dead letter at once. */
export class PermanentError extends StatedError {
  override name = 'PermanentError';
}
