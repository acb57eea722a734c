/** A fault a person can mend: its message is one clear sentence with the remedy, and is shown without a stack trace. */
export class UserFault extends Error {
  override readonly name = 'UserFault';
}
