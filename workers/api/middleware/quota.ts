import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { DEFAULT_PLAN, type PlanName, type RateLimit } from '../../../contracts/plan.ts';
import { findPlan } from '../../domain/tenants/find-plan.ts';
import { ExpiringMap } from '../../platform/expiring-map.ts';
import { planQuotas, tenantLimiter } from '../../platform/quotas.ts';
import type { ApiEnv } from '../api-env.ts';
import { callerAddress } from '../caller-address.ts';
import { enforceQuotas } from '../rate-limits.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** How long a change of plan may take to reach an isolate. */
const PLAN_TTL_MS = 60_000;
const MAX_PLANS = 10_000;

/**
 * Exact quotas on what changes something and on chat, for each principal and for its tenant in all. Reads have the
 * shield alone. Without the limiter requests pass: the shield still stands, and orders matter more than quotas.
 */
export function tenantQuota() {
  const plans = new ExpiringMap<PlanName>({ ttlMs: PLAN_TTL_MS, maxEntries: MAX_PLANS });
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (!READS.has(c.req.method)) {
      const { tenantId, userId } = c.get('principal');
      const kind = (await isAgentAtWork(c)) ? 'chat' : 'writes';
      await enforceQuotas(c, {
        limiter: tenantLimiter(tenantId),
        quotas: planQuotas(await planOf(c, plans), kind, userId),
        whenAway: 'open',
      });
    }
    await next();
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
/** A refresh token cannot be guessed; this bounds the work alone. */
const SESSION: RateLimit = { limit: 300, windowSeconds: 60 };

/** Quotas by address on what is asked before anyone is known. Login has its own, since it counts failures. */
export const addressQuota = createMiddleware<ApiEnv>(async (c, next) => {
  if (!READS.has(c.req.method) && c.req.path !== '/v1/auth/login') {
    const isRegistering = c.req.path === '/v1/auth/register';
    const policy = isRegistering ? 'register' : 'session';
    await enforceQuotas(c, {
      limiter: `address:${callerAddress(c.req)}`,
      quotas: [{ policy, bucket: policy, ...(isRegistering ? REGISTER : SESSION) }],
      whenAway: 'open',
    });
  }
  await next();
});
