import { createMiddleware } from 'hono/factory';
import { refuseSuspended as refuse } from '../../domain/tenants/refuse-suspended.ts';
import type { ApiEnv } from '../api-env.ts';
import type { TenantMemory } from '../tenant-memory.ts';

/**
 * Refuses what is asked of a suspended tenant, also what would come from a cache. Leaves the tenant's plan in `plan`.
 * @throws {ProblemError} `tenant_suspended`.
 */
export const refuseSuspended = (memory: TenantMemory) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const state = await memory.stateOf(c);
    refuse(state);
    c.set('plan', state.plan);
    await next();
  });
