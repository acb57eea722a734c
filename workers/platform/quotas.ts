import { GUEST_DAY_FACTOR, GUEST_SHARE, PLANS, type PlanName, type RateLimit } from '../../contracts/plan.ts';
import type { TakeRequest, TakeResult } from '../../contracts/rate-limit.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import type { Logger } from './logger.ts';
import { ProblemError } from './problem-error.ts';
import { callObject } from './tracing/call-object.ts';
import type { Spans } from './tracing/spans.ts';

/** The time limit of the limiter; a slower one counts as away. */
const TIMEOUT_MS = 1_000;

/** A limit on a bucket. */
export interface Quota extends RateLimit {
  /** The name in `RateLimit` headers. */
  policy: string;
  /** The bucket within its limiter. */
  bucket: string;
  /** The bucket belongs to the shop: an invalid request returns its token. */
  isShared?: true;
  /** Takes the whole bucket, which must be full. */
  isTakenWhole?: true;
}

/** The owner of the buckets. */
export interface Caller {
  userId: string;
  isGuest: boolean;
  /** As `callerAddress` returns it. */
  address: string;
}

/** A scaled quota and the answer of its bucket. */
export interface Taken {
  quota: Quota;
  result: TakeResult;
}

/** The name of the limiter object of a tenant. */
export const tenantLimiter = (tenantId: string): string => `tenant:${tenantId}`;

/**
 * The quotas of a plan: of each principal, and of the tenant. The guests of an address together count as one principal,
 * with a daily limit as well, and all guests share a part of the tenant's quota. HTTP, sockets and MCP use the same
 * buckets.
 */
export function planQuotas(plan: PlanName, kind: 'chat' | 'writes', { userId, isGuest, address }: Caller): Quota[] {
  const { principal, tenant } = PLANS[plan][kind];
  const own: Quota = { policy: kind, bucket: `${kind} ${userId}`, ...principal };
  const all: Quota = { policy: `tenant-${kind}`, bucket: kind, isShared: true, ...tenant };
  if (!isGuest) return [own, all];
  const inADay = { limit: principal.limit * GUEST_DAY_FACTOR, windowSeconds: 24 * 60 * 60 };
  const guests = { ...tenant, limit: tenant.limit * GUEST_SHARE };
  return [
    own,
    { policy: `address-${kind}`, bucket: `${kind} address ${address}`, ...principal },
    { policy: `address-day-${kind}`, bucket: `${kind} day ${address}`, ...inADay },
    { policy: `guests-${kind}`, bucket: `${kind} guests`, isShared: true, ...guests },
    all,
  ];
}

/** Takes one token from each quota, or none. @returns Undefined, with a log line, when the limiter is away. */
export async function takeTokens(
  limiter: { takeAll(requests: TakeRequest[]): Promise<TakeResult[]> },
  quotas: readonly Quota[],
  { scale, ...asking }: { scale: number } & Asking,
): Promise<Taken[] | undefined> {
  const scaled = quotas.map((quota) => ({ ...quota, limit: Math.max(1, Math.round(quota.limit * scale)) }));
  const requests = scaled.map(({ bucket, limit, windowSeconds, isTakenWhole }) => ({
    bucket,
    capacity: limit,
    refillPerSecond: limit / windowSeconds,
    ...(isTakenWhole ? { cost: limit } : {}),
  }));
  const results = await askLimiter(asking, 'takeAll', () => limiter.takeAll(requests));
  return results?.flatMap((result, index) => {
    const quota = scaled[index];
    return quota === undefined ? [] : [{ quota, result }];
  });
}

/** The log and the spans of the invocation. */
interface Asking {
  log: Pick<Logger, 'error'>;
  spans: Spans;
}

/** @returns The limiter's answer; undefined, with a log line, when it does not answer. */
export async function askLimiter<T>(
  { log, spans }: Asking,
  method: 'takeAll' | 'restore',
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await callObject(spans, 'RateLimiter', method, () => withTimeout('the rate limiter', TIMEOUT_MS, call()));
  } catch (error) {
    log.error('rate_limiter_unavailable', { error });
    return undefined;
  }
}

/** @throws {ProblemError} `rate_limited` when a bucket had too few tokens, with the longest wait. */
export function refuseWhenUsedUp(taken: readonly Taken[]): void {
  const refused = taken.filter(({ result }) => !result.allowed);
  const [longest] = refused.toSorted((a, b) => b.result.retryAfterSeconds - a.result.retryAfterSeconds);
  if (longest === undefined) return;
  const { policy, limit, windowSeconds } = longest.quota;
  throw new ProblemError(
    'rate_limited',
    `The quota "${policy}" of ${limit} requests in ${windowSeconds} seconds is exhausted. Retry after the time in Retry-After.`,
    {
      retryAfterSeconds: longest.result.retryAfterSeconds,
    },
  );
}
