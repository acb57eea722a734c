import type { Context } from 'hono';
import type { RateLimit } from '../../contracts/plan.ts';
import type { TakeResult } from '../../contracts/rate-limit.ts';
import { ProblemError } from '../platform/problem-error.ts';
import type { ApiEnv } from './api-env.ts';

/** A limiter that is slower than this counts as away. */
const TIMEOUT_MS = 1_000;
const UNAVAILABLE_RETRY_SECONDS = 5;

/** One limit on one bucket. */
export interface Quota extends RateLimit {
  /** Its name on the wire. */
  policy: string;
  /** The bucket within its limiter. */
  bucket: string;
}

export interface QuotaCheck {
  /** The limiter object that holds the buckets. */
  limiter: string;
  quotas: readonly Quota[];
  /** What happens when the limiter does not answer: `open` lets the request through, `closed` answers 503. */
  whenAway: 'open' | 'closed';
  /** Whether an answer that was let through tells what is left; a refusal always does. */
  isAdvertised?: boolean;
}

/**
 * Takes one token from each quota, or none from any, and tells about it in the headers of the answer.
 * @throws {ProblemError} `rate_limited`, or `unavailable` where it fails closed.
 */
export async function enforceQuotas(c: Context<ApiEnv>, check: QuotaCheck): Promise<void> {
  const { limiter, quotas, whenAway, isAdvertised = true } = check;
  const scaled = quotas.map((quota) => ({
    ...quota,
    limit: Math.max(1, Math.round(quota.limit * c.var.rateLimitScale)),
  }));
  const results = await answered(c, () =>
    c.env.RATE_LIMITER.getByName(limiter).takeAll(
      scaled.map(({ bucket, limit, windowSeconds }) => ({
        bucket,
        capacity: limit,
        refillPerSecond: limit / windowSeconds,
      })),
    ),
  );
  if (results === undefined) {
    if (whenAway === 'open') return;
    throw new ProblemError('unavailable', 'Requests cannot be counted just now.', {
      retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS,
    });
  }
  const told = scaled.flatMap((quota, index) => {
    const result = results[index];
    return result === undefined ? [] : [{ quota, result }];
  });
  const refused = told.filter(({ result }) => !result.allowed);
  if (isAdvertised || refused.length > 0) setRateLimitHeaders(c, told);
  const [longest] = refused.toSorted((a, b) => b.result.retryAfterSeconds - a.result.retryAfterSeconds);
  if (longest === undefined) return;
  const { policy, limit, windowSeconds } = longest.quota;
  throw new ProblemError('rate_limited', `The quota "${policy}" of ${limit} in ${windowSeconds} seconds is used up.`, {
    retryAfterSeconds: longest.result.retryAfterSeconds,
  });
}

/** Gives tokens back: a number, or without one the whole bucket. When the limiter is away they refill by themselves. */
export async function restoreTokens(
  c: Context<ApiEnv>,
  limiter: string,
  gifts: ReadonlyArray<{ bucket: string; amount?: number }>,
): Promise<void> {
  await answered(c, async () => {
    await c.env.RATE_LIMITER.getByName(limiter).restore(gifts);
  });
}

/**
 * `RateLimit-Policy` and `RateLimit`, structured fields: the quota `q` of a window `w`, what remains `r`, and the
 * seconds `t` until there is more. draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
 */
export function setRateLimitHeaders(
  c: Context<ApiEnv>,
  told: ReadonlyArray<{
    quota: Pick<Quota, 'policy' | 'limit' | 'windowSeconds'>;
    result: Pick<TakeResult, 'remaining' | 'resetSeconds'>;
  }>,
): void {
  const policies = told.map(({ quota }) => `"${quota.policy}";q=${quota.limit};w=${quota.windowSeconds}`);
  const states = told.map(({ quota, result }) => `"${quota.policy}";r=${result.remaining};t=${result.resetSeconds}`);
  // On the response that is there before any handler: Hono carries its headers over to whatever is answered.
  c.res.headers.set('ratelimit-policy', policies.join(', '));
  c.res.headers.set('ratelimit', states.join(', '));
}

/** What the limiter answers; undefined, and a line in the log, when it does not. */
async function answered<T>(c: Context<ApiEnv>, call: () => Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([call(), timeout]);
  } catch (error) {
    c.var.services.log.error('rate_limiter_unavailable', { error });
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
