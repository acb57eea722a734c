import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isGuest } from '../../../contracts/identity.ts';
import type { RateLimit } from '../../../contracts/plan.ts';
import { callerAddress } from '../../platform/caller-address.ts';
import { planQuotas, tenantLimiter } from '../../platform/quotas.ts';
import type { ApiEnv } from '../api-env.ts';
import { enforceQuotas, refundShared } from '../rate-limits.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Statuses of invalid requests: malformed, not permitted, or about a missing resource. */
const INVALID: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 413, 415, 422]);

type Kind = 'chat' | 'writes';
/** The quota of a call, if it depends on the call. */
export type PlanQuota = Kind | ((c: Context<ApiEnv>) => Promise<Kind>);

/**
 * Exact quotas on writes and chat, for each principal and for its tenant, with a share for guests. An invalid request
 * costs only its sender. Reads have only the rate limit. When the limiter is away, requests pass: the rate limit still
 * applies, and orders matter more than quotas.
 */
export const tenantQuota = (kindOf: PlanQuota) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (READS.has(c.req.method)) return await next();
    const principal = c.get('principal');
    const kind = typeof kindOf === 'function' ? await kindOf(c) : kindOf;
    const caller = { userId: principal.userId, isGuest: isGuest(principal), address: callerAddress(c.req) };
    const limiter = tenantLimiter(principal.tenantId);
    const quotas = planQuotas(c.get('plan'), kind, caller);
    const taken = await enforceQuotas(c, { limiter, quotas, whenAway: 'open' });
    await next();
    if (taken !== undefined && INVALID.has(c.res.status)) refundShared(c, limiter, taken);
  });

/** A limit by address, for requests without an authenticated principal. */
export type AddressQuota = { policy: string } & RateLimit;

/** For a person's own session. A refresh token cannot be guessed, so this only bounds the work. */
export const SESSION_QUOTA: AddressQuota = { policy: 'session', limit: 300, windowSeconds: 60 };

/** Counts writes by address. Login has its own limits, because it counts failures. */
export const addressQuota = (quota: AddressQuota) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (!READS.has(c.req.method)) {
      await enforceQuotas(c, {
        limiter: `address:${callerAddress(c.req)}`,
        quotas: [{ bucket: quota.policy, ...quota }],
        whenAway: 'open',
      });
    }
    await next();
  });
