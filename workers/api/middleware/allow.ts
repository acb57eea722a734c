import { createMiddleware } from 'hono/factory';
import type { Permission } from '../../../contracts/identity.ts';
import { authorise } from '../../domain/context.ts';
import { type ApiEnv, ctxOf } from '../api-env.ts';

/** The permission of each guard, from which the OpenAPI document is generated. */
const permissions = new WeakMap<object, Permission>();

/** Refuses a role without the permission before the request is even validated. The verb asks again. */
export const allow = (permission: Permission) => {
  const guard = createMiddleware<ApiEnv>(async (c, next) => {
    authorise(ctxOf(c), permission);
    await next();
  });
  permissions.set(guard, permission);
  return guard;
};

/** The permission that a handler guards; undefined when it is no guard. */
export const permissionOf = (handler: object): Permission | undefined => permissions.get(handler);
