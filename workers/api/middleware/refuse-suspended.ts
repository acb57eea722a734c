import { createMiddleware } from 'hono/factory';
import { refuseSuspended as refuse } from '../../domain/tenants/refuse-suspended.ts';
import type { ApiEnv } from '../api-env.ts';

/**
 * Refuses all requests to a suspended tenant, cached answers included. Sets the tenant's plan in `plan`.
 * @throws {ProblemError} `tenant_suspended`.
 */
export const refuseSuspended = createMiddleware<ApiEnv>(async (c, next) => {
  const { tenants } = c.get('shared');
  const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  const state = await tenants.stateOf(c.get('services'), c.get('principal').tenantId, waitUntil);
  refuse(state);
  c.set('plan', state.plan);
  await next();
});
