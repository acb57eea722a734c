import { ExpiringMap } from './expiring-map.ts';

/** Requests that the shield allows each address and account in a window, as in wrangler.toml. */
export const SHIELD = { limit: 6_000, windowSeconds: 60, requestsOfAPass: 10 };

/** The platform's rate limiter. */
type Limiter = Pick<RateLimit, 'limit'>;
type Passes = ExpiringMap<{ left: number }>;

const passesOf = new WeakMap<Limiter, Passes>();

/**
 * Counts a caller roughly, before any work. One call of the platform's limiter is a pass for ten requests of the caller
 * in this isolate: where the limiter is not in the machine's memory, its call costs more than a cached read.
 * @returns False when the caller has asked too often.
 */
export async function isAdmitted(limiter: Limiter, key: string, nowMs: number): Promise<boolean> {
  const passes = passesOf.get(limiter) ?? noPasses();
  passesOf.set(limiter, passes);
  const pass = passes.get(key, nowMs);
  if (pass !== undefined && pass.left > 0) {
    pass.left -= 1;
    return true;
  }
  const { success } = await limiter.limit({ key });
  if (success) passes.set(key, { left: SHIELD.requestsOfAPass - 1 }, nowMs);
  return success;
}

const noPasses = (): Passes => new ExpiringMap({ ttlMs: SHIELD.windowSeconds * 1000, maxEntries: 10_000 });
