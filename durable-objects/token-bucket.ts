import type { TakeRequest, TakeResult } from '../contracts/rate-limit.ts';

/** The state of a token bucket. */
export interface TokenBucket {
  tokens: number;
  /** When the bucket held `tokens`, in milliseconds since the epoch. */
  atMs: number;
  capacity: number;
  refillPerSecond: number;
}

/** Absorbs the rounding errors of many small refills. Far below one token. */
const ROUNDING = 1e-6;
const MAX_NAME_CHARACTERS = 200;

/** @throws {RangeError} for invalid limits. They are a bug of the caller, never caused by a client. */
export function checkRequest({ bucket, capacity, refillPerSecond, cost = 1 }: TakeRequest): void {
  const isSound =
    bucket.length > 0 &&
    bucket.length <= MAX_NAME_CHARACTERS &&
    Number.isFinite(capacity) &&
    Number.isFinite(refillPerSecond) &&
    refillPerSecond > 0 &&
    cost > 0 &&
    cost <= capacity;
  if (!isSound) throw new RangeError('a take needs a name, a refill above 0 and a cost between 0 and the capacity');
}

/**
 * The bucket refilled up to now; a new one is full. A clock that goes back refills nothing, so over any time a bucket
 * gives at most its capacity and its refill for that time.
 */
export function refilled(known: TokenBucket | undefined, limits: TakeRequest, nowMs: number): TokenBucket {
  const { capacity, refillPerSecond } = limits;
  if (known === undefined) return { tokens: capacity, atMs: nowMs, capacity, refillPerSecond };
  return { tokens: Math.min(capacity, tokensAt(known, nowMs)), atMs: nowMs, capacity, refillPerSecond };
}

/** Returns whether the bucket has `cost` tokens. */
export const holds = (bucket: TokenBucket, cost: number): boolean => bucket.tokens + ROUNDING >= cost;

export const without = (bucket: TokenBucket, cost: number): TokenBucket => ({
  ...bucket,
  tokens: Math.max(0, bucket.tokens - cost),
});

/** When the bucket will be full, in milliseconds since the epoch. A full bucket equals a missing one. */
export const fullAtMs = ({ tokens, atMs, capacity, refillPerSecond }: TokenBucket): number =>
  atMs + (Math.max(0, capacity - tokens) / refillPerSecond) * 1000;

/** The result of a take, for a bucket that was refilled up to now. */
export function describeTake(bucket: TokenBucket, cost: number, allowed: boolean): TakeResult {
  const { tokens, capacity, refillPerSecond } = bucket;
  const secondsTo = (wanted: number): number => Math.ceil(Math.max(0, wanted - tokens - ROUNDING) / refillPerSecond);
  const remaining = Math.floor(tokens + ROUNDING);
  return {
    allowed,
    limit: Math.floor(capacity),
    remaining,
    resetSeconds: secondsTo(Math.min(capacity, remaining + 1)),
    retryAfterSeconds: allowed ? 0 : Math.max(1, secondsTo(cost)),
  };
}

function tokensAt({ tokens, atMs, refillPerSecond }: TokenBucket, nowMs: number): number {
  return tokens + (Math.max(0, nowMs - atMs) / 1000) * refillPerSecond;
}
