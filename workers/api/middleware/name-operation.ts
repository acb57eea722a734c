import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-env.ts';

/** Sets the operation for later middleware. */
export const nameOperation = (operation: ApiEnv['Variables']['operation']) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    c.set('operation', operation);
    await next();
  });
