import type { Context } from 'hono';
import type { TakeResult } from '../../contracts/rate-limit.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { askLimiter, type Quota, refuseWhenUsedUp, type Taken, takeTokens } from '../platform/quotas.ts';
import type { ApiEnv } from './api-env.ts';

const UNAVAILABLE_RETRY_SECONDS = 5;

export interface QuotaCheck {
  /** The limiter object that holds the buckets. */
  limiter: string;
  quotas: readonly Quota[];
  /** Taken instead when one of `quotas` is used up. When these are too, the refusal is about `quotas`. */
  orElse?: readonly Quota[];
  /** While the limiter is unreachable, `open` admits the request and `closed` answers 503. */
  whenAway: 'open' | 'closed';
  /** True if accepted requests carry the remaining quota; refusals always do. */
  isAdvertised?: boolean;
}

/**
 * Takes one token from each quota, or none, and sets the `RateLimit` headers.
 * @returns What was taken; undefined when the limiter did not answer.
 * @throws {ProblemError} `rate_limited`, or `unavailable` where it fails closed.
 */
export async function enforceQuotas(c: Context<ApiEnv>, check: QuotaCheck): Promise<Taken[] | undefined> {
  const { limiter, quotas, orElse, whenAway, isAdvertised = true } = check;
  const stub = c.env.RATE_LIMITER.getByName(limiter);
  const { log, spans, config } = c.get('services');
  const scale = config.rateLimitScale;
  const first = await takeTokens(stub, quotas, { scale, log, spans });
  const second =
    orElse !== undefined && first?.every(isAllowed) === false
      ? await takeTokens(stub, orElse, { scale, log, spans })
      : undefined;
  const taken = second?.every(isAllowed) ? second : first;
  if (taken === undefined) {
    if (whenAway === 'open') return undefined;
    throw new ProblemError('unavailable', 'The rate limiter is unavailable. Retry in a moment.', {
      retryAfterSeconds: UNAVAILABLE_RETRY_SECONDS,
    });
  }
  if (isAdvertised || taken.some(({ result }) => !result.allowed)) setRateLimitHeaders(c, taken);
  refuseWhenUsedUp(taken);
  return taken;
}

const isAllowed = ({ result }: Taken): boolean => result.allowed;

/**
 * Returns the token of an invalid request to the shop's buckets, so that only its sender pays. Called after the answer:
 * valid requests cost no second call.
 */
export function refundShared(c: Context<ApiEnv>, limiter: string, taken: readonly Taken[]): void {
  const shared = taken.filter(({ quota }) => quota.isShared);
  if (shared.length === 0) return;
  c.executionCtx.waitUntil(
    restoreTokens(
      c,
      limiter,
      shared.map(({ quota: { bucket } }) => ({ bucket, amount: 1 })),
    ),
  );
  setRateLimitHeaders(
    c,
    taken.map((one) => (one.quota.isShared ? { ...one, result: withOneMore(one.result) } : one)),
  );
}

/** The headers of a bucket that got a token back: its reset time stays, unless it is full. */
function withOneMore({ remaining, limit, resetSeconds, ...rest }: TakeResult): TakeResult {
  const more = Math.min(limit, remaining + 1);
  return { ...rest, limit, remaining: more, resetSeconds: more === limit ? 0 : resetSeconds };
}

/** Returns tokens to buckets, or fills them. If the limiter is away, they refill over time. */
export async function restoreTokens(
  c: Context<ApiEnv>,
  limiter: string,
  gifts: ReadonlyArray<{ bucket: string; amount?: number }>,
): Promise<void> {
  await askLimiter(c.get('services'), 'restore', async () => {
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
    result: Pick<Taken['result'], 'remaining' | 'resetSeconds'>;
  }>,
): void {
  const policies = told.map(({ quota }) => `"${quota.policy}";q=${quota.limit};w=${quota.windowSeconds}`);
  const states = told.map(({ quota, result }) => `"${quota.policy}";r=${result.remaining};t=${result.resetSeconds}`);
  // Set on the initial response, whose headers Hono copies to every response.
  c.res.headers.set('ratelimit-policy', policies.join(', '));
  c.res.headers.set('ratelimit', states.join(', '));
}
