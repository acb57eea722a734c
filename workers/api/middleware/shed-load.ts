import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isGuest } from '../../../contracts/identity.ts';
import { GUEST_SHARE } from '../../../contracts/plan.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { problemResponse } from '../../platform/problem-response.ts';
import type { ApiEnv } from '../api-env.ts';

/** Hashing a password takes as much CPU as a hundred reads. */
const PASSWORD_WEIGHT = 8;
/** Callers that were refused together are to come back one after the other. */
const RETRY_AFTER_SECONDS = { min: 1, max: 3 };

/**
 * Refuses requests beyond the isolate's limit with 503 and `Retry-After`, so that those it has accepted stay fast. A
 * stream or socket counts until it is open.
 */
export const shedLoad = ({ hashesPassword = false } = {}) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const weight = hashesPassword ? PASSWORD_WEIGHT : 1;
    const nowMs = c.get('services').clock.now().getTime();
    const slot = c.get('shared').requests.enter({ weight, most: c.get('services').config.maxRequestsUnderWay, nowMs });
    if (slot === undefined) return refused(c);
    c.set('slot', slot);
    // Continues when the caller hangs up, else workerd would end the request without coming back here.
    const done = Promise.withResolvers<void>();
    c.executionCtx.waitUntil(done.promise);
    try {
      await next();
    } finally {
      slot.leave();
      done.resolve();
    }
  });

/**
 * The same for guests, once the token is read: they have a part of the slots, so that strangers with guest tokens
 * cannot shut out signed-in people. It stands behind `shedLoad`, and after the body is read.
 */
export const shedGuests = createMiddleware<ApiEnv>(async (c, next) => {
  if (!isGuest(c.get('principal'))) return await next();
  const most = Math.max(1, Math.floor(c.get('services').config.maxRequestsUnderWay * GUEST_SHARE));
  const slot = c.get('shared').guests.enter({ weight: 1, most, nowMs: c.get('services').clock.now().getTime() });
  if (slot === undefined) return refused(c);
  try {
    await next();
  } finally {
    slot.leave();
  }
});

/**
 * Waits for the rest of the body without holding a slot. Otherwise a few callers who send a byte a second would shut
 * out all others.
 * @throws {ProblemError} `unavailable` when the isolate is at its limit once the body has arrived.
 */
export async function withoutSlot<T>(c: Context<ApiEnv>, receive: () => Promise<T>): Promise<T> {
  c.get('slot').pause();
  const received = await receive();
  resumeSlot(c);
  return received;
}

/** @throws {ProblemError} `unavailable` when a paused request finds its slot taken. */
export function resumeSlot(c: Context<ApiEnv>): void {
  if (!c.get('slot').resume()) throw refusal(c);
}

/** Not thrown: in a flood, a log line and a stack for each refusal would cost more than the refused work. */
function refused(c: Context<ApiEnv>): Response {
  const { status, headers, body } = problemResponse(refusal(c), c.get('services').trace.requestId);
  return new Response(body, { status, headers });
}

function refusal(c: Context<ApiEnv>): ProblemError {
  c.get('services').metrics.count('ragline_requests_shed_total');
  const { min, max } = RETRY_AFTER_SECONDS;
  return new ProblemError('unavailable', 'The server is at capacity. Retry after the time in Retry-After.', {
    retryAfterSeconds: min + Math.floor(Math.random() * (max - min + 1)),
  });
}
