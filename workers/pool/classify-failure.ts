import { z } from 'zod';
import { isDatabaseAway, postgresFault } from '../platform/postgres-error.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { HandlerTimeoutError } from './handler-timeout.ts';
import { PermanentError } from './permanent-error.ts';

/**
 * How a failure is handled:
 * - `transient`: an external system is unavailable or busy. Retried with growing pauses, as often as the queue allows.
 * - `permanent`: the message itself is at fault. A dead letter at once.
 * - `poison`: our own code throws or hangs. Retried a few times, because a deployment may repair it, then a dead letter.
 */
export type FailureClass = 'transient' | 'permanent' | 'poison';

/** SQLSTATE classes of connections, rollbacks, resources, locks, intervention, system errors and authentication. */
const TRANSIENT_SQLSTATES = new Set(['08', '28', '40', '53', '55', '57', '58']);
/** Concurrent deliveries wrote the same row: a retry sees the other one's result. */
const UNIQUE_VIOLATION = '23505';
/** Data and constraint errors: a retry with the same rows fails again. */
const PERMANENT_SQLSTATES = new Set(['22', '23', '44']);

const PROGRAMMING_ERRORS = [TypeError, ReferenceError, RangeError, SyntaxError];
/**
 * Messages of `fetch` and of sockets, in workerd and Node, for hosts that do not answer. Some of these errors are
 * TypeErrors.
 */
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
  // Flags that the AI SDK and Durable Objects set on their errors. A wrong API key is repaired by a deployment.
  if ('isRetryable' in error && error.isRetryable === false) return 'poison';
  if ('retryable' in error && error.retryable === true) return 'transient';
  if (NETWORK.test(error.message)) return 'transient';
  if (PROGRAMMING_ERRORS.some((kind) => error instanceof kind)) return 'poison';
  // Libraries report unavailability in many ways, so an unknown error is retried.
  return 'transient';
}

/** A refusal by a domain verb. */
function classifyStatus(status: number): FailureClass {
  return status >= 500 || status === 429 ? 'transient' : 'permanent';
}

function classifySqlState(code: string): FailureClass {
  if (code === UNIQUE_VIOLATION || TRANSIENT_SQLSTATES.has(code.slice(0, 2))) return 'transient';
  return PERMANENT_SQLSTATES.has(code.slice(0, 2)) ? 'permanent' : 'poison';
}
