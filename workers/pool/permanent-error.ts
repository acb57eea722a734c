/** A fault that trying again cannot mend, such as a malformed body: the message becomes a dead letter at once. */
export class PermanentError extends Error {
  override name = 'PermanentError';
}
