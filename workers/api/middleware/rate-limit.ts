import { createMiddleware } from 'hono/factory';
import { callerAddress } from '../../platform/caller-address.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { isAdmitted, SHIELD } from '../../platform/shield.ts';
import type { ApiEnv } from '../api-env.ts';
import { setRateLimitHeaders } from '../rate-limits.ts';

/**
 * The cheap shield: counted by the platform near the caller, roughly, before any work. Per principal behind
 * `authenticate`, per address before it. It knows no remainder, so only its refusal has RateLimit headers.
 */
export const shield = createMiddleware<ApiEnv>(async (c, next) => {
  const principal: ApiEnv['Variables']['principal'] | undefined = c.get('principal');
  const key =
    principal === undefined ? `address:${callerAddress(c.req)}` : `principal:${principal.tenantId}:${principal.userId}`;
  const nowMs = c.get('services').clock.now().getTime();
  if (!(await isAdmitted(c.env.SHIELD, key, nowMs))) {
    const { limit, windowSeconds } = SHIELD;
    setRateLimitHeaders(c, [
      { quota: { policy: 'shield', limit, windowSeconds }, result: { remaining: 0, resetSeconds: windowSeconds } },
    ]);
    throw new ProblemError(
      'rate_limited',
      'Too many requests from this address or account. Retry after the time in Retry-After.',
      { retryAfterSeconds: windowSeconds },
    );
  }
  await next();
});
