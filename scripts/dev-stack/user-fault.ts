/**
 * A fault that the user can correct. Its message is one sentence with the remedy, and is shown without a stack trace.
 */
export class UserFault extends Error {
  override readonly name = 'UserFault';
}
