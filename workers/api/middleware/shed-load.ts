import { createMiddleware } from 'hono/factory';
import { ConcurrencyLimit } from '../../platform/concurrency-limit.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { problemResponse } from '../../platform/problem-response.ts';
import type { ApiEnv } from '../api-env.ts';

/** Hashing a password takes as much CPU as a hundred reads. */
const PASSWORD_WEIGHT = 8;
const PASSWORD_PATHS: ReadonlySet<string> = new Set(['/v1/auth/login', '/v1/auth/register', '/v1/users']);
/** Callers that were refused together are to come back one after the other. */
const RETRY_AFTER_SECONDS = { min: 1, max: 3 };

/**
 * Refuses with 503 and `Retry-After` what comes while the isolate has as many requests under way as it may: those that
 * it has begun stay quick, and nothing is promised that cannot be done. A stream or socket counts until it is open.
 */
export function shedLoad() {
  const limit = new ConcurrencyLimit();
  return createMiddleware<ApiEnv>(async (c, next) => {
    const weight = c.req.method === 'POST' && PASSWORD_PATHS.has(c.req.path) ? PASSWORD_WEIGHT : 1;
    const { clock, metrics, trace } = c.var.services;
    const leave = limit.enter({ weight, most: c.var.maxRequestsUnderWay, nowMs: clock.now().getTime() });
    if (leave === undefined) {
      metrics.count('ragline_requests_shed_total');
      const { min, max } = RETRY_AFTER_SECONDS;
      const problem = new ProblemError('unavailable', 'Too much is asked at once: try again in a moment.', {
        retryAfterSeconds: min + Math.floor(Math.random() * (max - min + 1)),
      });
      // Not thrown: in a flood a line of the log and a stack for each would cost more than what is refused.
      const { status, headers, body } = problemResponse(problem, trace.requestId);
      return new Response(body, { status, headers });
    }
    // Goes on when the caller hangs up, else workerd would end the request without coming back here.
    const done = Promise.withResolvers<void>();
    c.executionCtx.waitUntil(done.promise);
    try {
      await next();
    } finally {
      leave();
      done.resolve();
    }
  });
}
