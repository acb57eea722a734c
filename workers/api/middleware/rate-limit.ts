import { createMiddleware } from 'hono/factory';
import { ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';

const WINDOW_SECONDS = 60;

/**
 * The cheap shield: counted by the platform near the caller, roughly, before any work. Per principal behind
 * `authenticate`, per address before it.
 */
export const shield = createMiddleware<ApiEnv>(async (c, next) => {
  const principal: ApiEnv['Variables']['principal'] | undefined = c.get('principal');
  const key =
    principal === undefined
      ? `address:${c.req.header('cf-connecting-ip') ?? 'local'}`
      : `principal:${principal.tenantId}:${principal.userId}`;
  const { success } = await c.env.SHIELD.limit({ key });
  if (!success) {
    throw new ProblemError('rate_limited', 'Slow down.', { retryAfterSeconds: WINDOW_SECONDS });
  }
  await next();
});
