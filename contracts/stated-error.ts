/**
 * An error whose message may be logged, stored and traced: this code wrote it from words of its own, names, limits,
 * statuses and hosts. It never quotes a person, a statement, a command, or what a driver or a host said.
 * It is here because Durable Objects and the Worker's rooms share no other folder.
 */
export class StatedError extends Error {
  override name = 'StatedError';
}
