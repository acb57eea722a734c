import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-env.ts';

/** Tells what follows which operation it is. */
export const nameOperation = (operation: ApiEnv['Variables']['operation']) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    c.set('operation', operation);
    await next();
  });
