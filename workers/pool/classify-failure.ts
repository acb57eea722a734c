import { z } from 'zod';
import { isDatabaseAway, postgresFault } from '../platform/postgres-error.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { HandlerTimeoutError } from './handler-timeout.ts';
import { PermanentError } from './permanent-error.ts';

/**
 * What trying again is good for:
 * - `transient`: something outside is away or busy. Tried again, with ever longer pauses, as often as the queue does.
 * - `permanent`: the message itself is at fault. A dead letter at once.
 * - `poison`: our own code fails on it, or hangs. Tried a few times, since a deployment may mend it, then a dead letter.
 */
export type FailureClass = 'transient' | 'permanent' | 'poison';

/** SQLSTATE classes: connection, transaction rollback, resources, object state (locks), intervention, system, sign-in. */
const TRANSIENT_SQLSTATES = new Set(['08', '28', '40', '53', '55', '57', '58']);
/** Two deliveries at once wrote the same row: the next try sees what the other one did. */
const UNIQUE_VIOLATION = '23505';
/** Data and constraints: the same rows are refused every time. */
const PERMANENT_SQLSTATES = new Set(['22', '23', '44']);

const PROGRAMMING_ERRORS = [TypeError, ReferenceError, RangeError, SyntaxError];
/** How `fetch` and sockets of workerd and of Node say that nobody answered; some of these are TypeErrors. */
const NETWORK = /fetch failed|network connection lost|network error|connection (?:refused|reset|closed|terminated)/i;

/** Never throws, whatever was thrown. */
export function classifyFailure(error: unknown): FailureClass {
  if (!(error instanceof Error)) return 'poison';
  if (error instanceof PermanentError || error instanceof z.ZodError) return 'permanent';
  if (error instanceof HandlerTimeoutError) return 'poison';
  if (error instanceof ProblemError) return classifyStatus(error.status);
  if (isDatabaseAway(error)) return 'transient';
  const sqlState = postgresFault(error)?.code;
  if (sqlState !== undefined) return classifySqlState(sqlState);
  // What the AI SDK and Durable Objects say about their own errors. A wrong key is mended by a deployment.
  if ('isRetryable' in error && error.isRetryable === false) return 'poison';
  if ('retryable' in error && error.retryable === true) return 'transient';
  if (NETWORK.test(error.message)) return 'transient';
  if (PROGRAMMING_ERRORS.some((kind) => error instanceof kind)) return 'poison';
  // A library's word for "away" may be any: what is not known to be of no use is tried.
  return 'transient';
}

/** A refusal by one of our own verbs. */
function classifyStatus(status: number): FailureClass {
  return status >= 500 || status === 429 ? 'transient' : 'permanent';
}

function classifySqlState(code: string): FailureClass {
  if (code === UNIQUE_VIOLATION || TRANSIENT_SQLSTATES.has(code.slice(0, 2))) return 'transient';
  return PERMANENT_SQLSTATES.has(code.slice(0, 2)) ? 'permanent' : 'poison';
}
