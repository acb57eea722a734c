import { createMiddleware } from 'hono/factory';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';

const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/**
 * Refuses browser requests from origins that are not allowed, against DNS rebinding. A request without an Origin comes
 * from no page. MCP, "Streamable HTTP", security warning. Local mode without configured origins allows those of this
 * machine.
 */
export const checkOrigin = createMiddleware<ApiEnv>(async (c, next) => {
  const { corsOrigins, mode } = c.get('services').config;
  const origin = c.req.header('origin');
  // The request's own host proves nothing: a rebound name makes it the page's.
  const isLoopback = mode === 'local' && corsOrigins.length === 0 && LOOPBACK.test(origin ?? '');
  if (origin !== undefined && !isLoopback && !corsOrigins.includes(origin)) {
    throw new ProblemError(
      'forbidden',
      'This origin is not allowed. The operator lists allowed origins in CORS_ORIGINS.',
    );
  }
  await next();
});
