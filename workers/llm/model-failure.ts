import { APICallError } from 'ai';
import { StatedError } from '../../contracts/stated-error.ts';
import { CircuitOpenError } from '../platform/circuit-breaker.ts';

/** A model exceeded a limit: to the headers, to the first token, or between tokens. */
export class ModelTimeoutError extends StatedError {
  override name = 'ModelTimeoutError';
}

/** A model ended its answer without having said or called anything, or broke off in the middle. */
export class ModelAnswerError extends StatedError {
  override name = 'ModelAnswerError';
}

export interface Failure {
  /** True if the same model may be asked again. */
  isRetryable: boolean;
  /** True if it says that the host is away: what a circuit breaker counts. */
  isHostFault: boolean;
  /** The pause that the server asks for, in milliseconds. */
  retryAfterMs: number | undefined;
}

/** Classifies an error of a model call: whose fault it is, and whether to retry. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CircuitOpenError) return { isRetryable: false, isHostFault: false, retryAfterMs: undefined };
  // No retry: a person would wait twice as long.
  if (error instanceof ModelTimeoutError) return { isRetryable: false, isHostFault: true, retryAfterMs: undefined };
  if (!APICallError.isInstance(error)) return { isRetryable: true, isHostFault: true, retryAfterMs: undefined };
  const status = error.statusCode;
  return {
    isRetryable: error.isRetryable,
    // A refused request or a full quota is an answer: the host is there.
    isHostFault: status === undefined || status === 408 || status >= 500,
    retryAfterMs: retryAfterMs(error.responseHeaders),
  };
}

/** `retry-after-ms` as OpenAI sends it, else `Retry-After` in seconds or as a date. RFC 9110, section 10.2.3. */
function retryAfterMs(headers: Record<string, string> | undefined, nowMs = Date.now()): number | undefined {
  const ms = Number.parseFloat(headers?.['retry-after-ms'] ?? '');
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const value = headers?.['retry-after'];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
