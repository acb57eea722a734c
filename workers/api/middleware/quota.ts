import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isGuest } from '../../../contracts/identity.ts';
import { DEFAULT_PLAN, type PlanName, type RateLimit } from '../../../contracts/plan.ts';
import { findPlan } from '../../domain/tenants/find-plan.ts';
import { callerAddress } from '../../platform/caller-address.ts';
import { ExpiringMap } from '../../platform/expiring-map.ts';
import { planQuotas, tenantLimiter } from '../../platform/quotas.ts';
import type { ApiEnv } from '../api-env.ts';
import { enforceQuotas, refundShared } from '../rate-limits.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** How long a change of plan may take to reach an isolate. */
const PLAN_TTL_MS = 60_000;
const MAX_PLANS = 10_000;

/** Answers to requests that were invalid in themselves: malformed, not permitted, or about something that is not there. */
const INVALID: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 413, 415, 422]);

/**
 * Exact quotas on what changes something and on chat, for each principal and for its tenant in all, with a part of it
 * for guests. An invalid request costs its sender alone. Reads have the shield alone. Without the limiter requests
 * pass: the shield still stands, and orders matter more than quotas.
 */
export function tenantQuota() {
  const plans = new ExpiringMap<PlanName>({ ttlMs: PLAN_TTL_MS, maxEntries: MAX_PLANS });
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (READS.has(c.req.method)) return await next();
    const principal = c.get('principal');
    const kind = (await isAgentAtWork(c)) ? 'chat' : 'writes';
    const caller = { userId: principal.userId, isGuest: isGuest(principal), address: callerAddress(c.req) };
    const limiter = tenantLimiter(principal.tenantId);
    const quotas = planQuotas(await planOf(c, plans), kind, caller);
    const taken = await enforceQuotas(c, { limiter, quotas, whenAway: 'open' });
    await next();
    if (taken !== undefined && INVALID.has(c.res.status)) refundShared(c, limiter, taken);
  });
}

/** A message to the chat, or a call of a tool over MCP: what else MCP asks for costs next to nothing. */
async function isAgentAtWork({ req }: Context<ApiEnv>): Promise<boolean> {
  if (req.method !== 'POST') return false;
  if (req.path !== '/mcp') return req.path === '/v1/chat';
  // One that is no JSON is refused further on.
  const message: unknown = await req.json().catch(() => undefined);
  return typeof message === 'object' && message !== null && 'method' in message && message.method === 'tools/call';
}

/** From the isolate's memory, else from the database: one query a minute for a tenant that writes. */
async function planOf(c: Context<ApiEnv>, plans: ExpiringMap<PlanName>): Promise<PlanName> {
  const services = c.get('services');
  const principal = c.get('principal');
  const known = plans.get(principal.tenantId, services.clock.now().getTime());
  if (known !== undefined) return known;
  try {
    const plan = await findPlan({ services, input: { tenantId: principal.tenantId } });
    plans.set(principal.tenantId, plan, services.clock.now().getTime());
    return plan;
  } catch (error) {
    services.log.error('plan_unknown', { error, tenant_id: principal.tenantId });
    return DEFAULT_PLAN;
  }
}

/** Making a tenant hashes a password and writes rows for nobody we know. */
const REGISTER: RateLimit = { limit: 20, windowSeconds: 3_600 };
/** Making a customer likewise. An address may be a whole street's, behind a carrier's translation. */
const CUSTOMERS: RateLimit = { limit: 60, windowSeconds: 3_600 };
/** A room full of visitors may arrive at once; after that one every five seconds. */
const GUESTS: RateLimit = { limit: 120, windowSeconds: 600 };
/** A refresh token cannot be guessed; this bounds the work alone. */
const SESSION: RateLimit = { limit: 300, windowSeconds: 60 };

const BY_PATH: Readonly<Record<string, { policy: string } & RateLimit>> = {
  '/v1/auth/register': { policy: 'register', ...REGISTER },
  '/v1/auth/customers': { policy: 'customers', ...CUSTOMERS },
  '/v1/auth/guest': { policy: 'guests', ...GUESTS },
};

/** Quotas by address on what is asked before anyone is known. Login has its own, since it counts failures. */
export const addressQuota = createMiddleware<ApiEnv>(async (c, next) => {
  if (!READS.has(c.req.method) && c.req.path !== '/v1/auth/login') {
    const quota = BY_PATH[c.req.path] ?? { policy: 'session', ...SESSION };
    await enforceQuotas(c, {
      limiter: `address:${callerAddress(c.req)}`,
      quotas: [{ bucket: quota.policy, ...quota }],
      whenAway: 'open',
    });
  }
  await next();
});
