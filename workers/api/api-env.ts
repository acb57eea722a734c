import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Principal } from '../../contracts/identity.ts';
import type { PlanName } from '../../contracts/plan.ts';
import type { Ctx, Services } from '../domain/context.ts';
import { callerAddress } from '../platform/caller-address.ts';
import type { ConcurrencyLimit, Slot } from '../platform/concurrency-limit.ts';
import { createRouter } from '../platform/router.ts';
import type { TenantMemory } from './tenant-memory.ts';

/** The context of every HTTP handler. */
export interface ApiEnv {
  Bindings: Env;
  Variables: {
    services: Services;
    /** State that the requests of an isolate share. */
    shared: { requests: ConcurrencyLimit; guests: ConcurrencyLimit; tenants: TenantMemory };
    /** The requested operation, such as `POST /v1/orders`, and if it requires an idempotency key. */
    operation: { name: string; isKeyRequired: boolean };
    /** The slot that this request takes. */
    slot: Slot;
    /** The plan of the principal's tenant; set by `refuseSuspended`. */
    plan: PlanName;
    /** Set by `authenticate`; routes that run without it must not read it. */
    principal: Principal;
  };
}

/** The context of a domain verb, from an authenticated request. */
export const ctxOf = (c: Context<ApiEnv>): Ctx => ({
  ...c.get('services'),
  principal: c.get('principal'),
  address: callerAddress(c.req),
});

export const router = (): OpenAPIHono<ApiEnv> => createRouter<ApiEnv>();
