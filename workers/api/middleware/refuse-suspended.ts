import { createMiddleware } from 'hono/factory';
import { refuseSuspended as refuse } from '../../domain/tenants/refuse-suspended.ts';
import type { ApiEnv } from '../api-env.ts';

/**
 * Refuses what is asked of a suspended tenant, also what would come from a cache. Leaves the tenant's plan in `plan`.
 * @throws {ProblemError} `tenant_suspended`.
 */
export const refuseSuspended = createMiddleware<ApiEnv>(async (c, next) => {
  const state = await c.get('shared').tenants.stateOf(c.get('services'), c.get('principal').tenantId);
  refuse(state);
  c.set('plan', state.plan);
  await next();
});
