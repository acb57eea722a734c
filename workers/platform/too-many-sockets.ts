import { ProblemError } from './problem-error.ts';

/** What a principal who has as many sockets as they may is answered. */
export const tooManySockets = (maxSockets: number): ProblemError =>
  new ProblemError('rate_limited', `You have ${maxSockets} sockets open, which is the limit. Close one and try again.`);
