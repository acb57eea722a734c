import type { Context } from 'hono';
import type { RateLimit } from '../../contracts/plan.ts';
import { checkBot } from '../platform/bot-check.ts';
import { callerAddress } from '../platform/caller-address.ts';
import type { ApiEnv } from './api-env.ts';
import { enforceQuotas } from './rate-limits.ts';

/** While Turnstile is away a shop still takes guests, of each address this many. */
const UNVERIFIED: RateLimit = { limit: 5, windowSeconds: 600 };

/**
 * Requires a Turnstile token where the operator has configured Turnstile.
 * @throws {ProblemError} `bot_check_failed`, or `rate_limited` while Turnstile is unreachable.
 */
export async function requireHuman(c: Context<ApiEnv>, token: string | undefined): Promise<void> {
  const { breakers, log, config } = c.get('services');
  if (config.botCheck === undefined) return;
  const verdict = await checkBot(
    { config: config.botCheck, breakers, log },
    { token, address: c.req.header('cf-connecting-ip') },
  );
  if (verdict === 'human') return;
  await enforceQuotas(c, {
    limiter: `address:${callerAddress(c.req)}`,
    quotas: [{ policy: 'unverified', bucket: 'unverified', ...UNVERIFIED }],
    whenAway: 'open',
  });
}
