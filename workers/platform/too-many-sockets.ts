import { ProblemError } from './problem-error.ts';

/** The error for a principal with too many sockets. */
export const tooManySockets = (maxSockets: number): ProblemError =>
  new ProblemError('rate_limited', `You have ${maxSockets} sockets open, which is the limit. Close one and try again.`);
