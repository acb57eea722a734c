import { createMiddleware } from 'hono/factory';
import { requireActor } from '../../domain/context.ts';
import { type ApiEnv, ctxOf } from '../api-env.ts';

/** Refuses a principal who may not act any more, where no statement of the request's own would. */
export const stillActing = createMiddleware<ApiEnv>(async (c, next) => {
  await requireActor(ctxOf(c));
  await next();
});
