import { createMiddleware } from 'hono/factory';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';

const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/**
 * Refuses a browser's request from an origin that nobody let in, against DNS rebinding. A request without an Origin
 * comes from no browser page. MCP, "Streamable HTTP", security warning.
 * With no origin configured, in local mode, those of the machine itself are let in.
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
