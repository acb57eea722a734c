import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TimeoutError, withTimeout } from '../../../contracts/with-timeout.ts';
import { CircuitOpenError } from '../../../workers/platform/circuit-breaker.ts';
import { ProblemError } from '../../../workers/platform/problem-error.ts';
import { classifyFailure } from '../../../workers/pool/classify-failure.ts';
import { HandlerTimeoutError } from '../../../workers/pool/handler-timeout.ts';
import { PermanentError } from '../../../workers/pool/permanent-error.ts';

const postgres = (code: string) =>
  new Error('Failed query: …', { cause: Object.assign(new Error('refused'), { code }) });
const zodError = z.object({ a: z.string() }).safeParse({}).error;

describe('a failure', () => {
  it.each([
    // Connection, resources, intervention, locks, rollback, sign-in while a password is changed, a primary made a replica.
    ...['25006', '08006', '08P01', '53300', '57P01', '57014', '55P03', '40001', '40P01', '58030', '28P01'].map(
      postgres,
    ),
    // Two deliveries at once.
    postgres('23505'),
    new Error('Network connection lost.'),
    new TypeError('fetch failed'),
    new Error('Connection terminated unexpectedly'),
    new Error('proxy request failed, cannot connect to the specified address'),
    Object.assign(new Error('internal'), { retryable: true }),
    new TimeoutError('Redis: no answer within 5000 ms'),
    new DOMException('The operation timed out.', 'TimeoutError'),
    new CircuitOpenError('redis', 1_000),
    new ProblemError('unavailable', 'away'),
    new ProblemError('rate_limited', 'busy'),
    new Error('what a library says'),
  ])('of what is outside is transient: %s', (error) => {
    expect(classifyFailure(error)).toBe('transient');
  });

  it.each([
    ...['22P02', '22001', '23502', '23503', '23514'].map(postgres),
    new PermanentError('malformed'),
    zodError,
    new ProblemError('not_found', 'gone'),
    new ProblemError('conflict', 'ended'),
  ])('of the message is permanent: %s', (error) => {
    expect(classifyFailure(error)).toBe('permanent');
  });

  it.each([
    new TypeError("Cannot read properties of undefined (reading 'id')"),
    new ReferenceError('x is not defined'),
    new RangeError('Maximum call stack size exceeded'),
    new SyntaxError('Unexpected token'),
    ...['42703', '42P01', '0A000', 'XX000'].map(postgres),
    new HandlerTimeoutError('hung'),
    Object.assign(new Error('invalid key'), { isRetryable: false }),
    'a text',
    undefined,
    null,
    42,
    { message: 'no error' },
  ])('of our own code is poison: %s', (error) => {
    expect(classifyFailure(error)).toBe('poison');
  });
});

describe('a consumer that hangs', () => {
  it('is timed out, and its own earlier timeout is reported as such', async () => {
    const within = (ms: number, work: Promise<void>) => withTimeout('the consumer', ms, work, HandlerTimeoutError);
    await expect(within(20, new Promise(() => {}))).rejects.toThrow(HandlerTimeoutError);
    const own = new TimeoutError('Redis: no answer within 5 ms');
    await expect(within(1_000, Promise.reject(own))).rejects.toBe(own);
    await expect(within(1_000, Promise.resolve())).resolves.toBeUndefined();
  });
});
