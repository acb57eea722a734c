import { createMiddleware } from 'hono/factory';
import type { Permission } from '../../../contracts/identity.ts';
import { authorise } from '../../domain/context.ts';
import { type ApiEnv, ctxOf } from '../api-env.ts';

/** Refuses a role without the permission before the request is even validated. The verb asks again. */
export const allow = (permission: Permission) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    authorise(ctxOf(c), permission);
    await next();
  });
