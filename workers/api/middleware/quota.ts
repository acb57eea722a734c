import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isGuest } from '../../../contracts/identity.ts';
import type { RateLimit } from '../../../contracts/plan.ts';
import { callerAddress } from '../../platform/caller-address.ts';
import { planQuotas, tenantLimiter } from '../../platform/quotas.ts';
import type { ApiEnv } from '../api-env.ts';
import { enforceQuotas, refundShared } from '../rate-limits.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Answers to requests that were invalid in themselves: malformed, not permitted, or about something that is not there. */
const INVALID: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 413, 415, 422]);

/**
 * Exact quotas on what changes something and on chat, for each principal and for its tenant in all, with a part of it
 * for guests. An invalid request costs its sender alone. Reads have the shield alone. Without the limiter requests
 * pass: the shield still stands, and orders matter more than quotas.
 */
export const tenantQuota = createMiddleware<ApiEnv>(async (c, next) => {
  if (READS.has(c.req.method)) return await next();
  const principal = c.get('principal');
  const kind = (await isAgentAtWork(c)) ? 'chat' : 'writes';
  const caller = { userId: principal.userId, isGuest: isGuest(principal), address: callerAddress(c.req) };
  const limiter = tenantLimiter(principal.tenantId);
  const quotas = planQuotas(c.get('plan'), kind, caller);
  const taken = await enforceQuotas(c, { limiter, quotas, whenAway: 'open' });
  await next();
  if (taken !== undefined && INVALID.has(c.res.status)) refundShared(c, limiter, taken);
});

/** A message to the chat, or a call of a tool over MCP: what else MCP asks for costs next to nothing. */
async function isAgentAtWork({ req }: Context<ApiEnv>): Promise<boolean> {
  if (req.method !== 'POST') return false;
  if (req.path !== '/mcp') return req.path === '/v1/chat';
  // One that is no JSON is refused further on.
  const message: unknown = await req.json().catch(() => undefined);
  return typeof message === 'object' && message !== null && 'method' in message && message.method === 'tools/call';
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
