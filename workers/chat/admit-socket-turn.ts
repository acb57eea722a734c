import type { Principal } from '../../contracts/identity.ts';
import { PLANS, type RateLimit } from '../../contracts/plan.ts';
import type { TakeResult } from '../../contracts/rate-limit.ts';
import { refuseFormerGuest } from '../domain/auth/refuse-former-guest.ts';
import type { Services } from '../domain/context.ts';
import { findPlan } from '../domain/tenants/find-plan.ts';
import { ProblemError } from '../platform/problem-error.ts';

interface Bucket {
  bucket: string;
  capacity: number;
  refillPerSecond: number;
}

export interface SocketAdmission {
  services: Services;
  /** A limiter object by its name. */
  limiter(name: string): { takeAll(buckets: Bucket[]): Promise<TakeResult[]> };
  /** What every quota is multiplied with. */
  scale: number;
}

/**
 * What the HTTP door asks of each message, asked of one that came over a socket: the guest has not become a customer,
 * and the chat quotas, of the very same buckets, have room. Without the limiter it passes, as there.
 * @throws {ProblemError} `unauthenticated` or `rate_limited`.
 */
export async function admitSocketTurn(
  { services, limiter, scale }: SocketAdmission,
  principal: Principal,
): Promise<void> {
  await refuseFormerGuest({ services, input: principal });
  const { tenantId, userId } = principal;
  const { chat } = PLANS[await findPlan({ services, input: { tenantId } })];
  const asBucket = (bucket: string, { limit, windowSeconds }: RateLimit): Bucket => {
    const capacity = Math.max(1, Math.round(limit * scale));
    return { bucket, capacity, refillPerSecond: capacity / windowSeconds };
  };
  const buckets = [asBucket(`chat ${userId}`, chat.principal), asBucket('chat', chat.tenant)];
  const results = await limiter(`tenant:${tenantId}`)
    .takeAll(buckets)
    .catch((error: unknown) => {
      services.log.error('rate_limiter_unavailable', { error });
      return [];
    });
  const waits = results.flatMap((result) => (result.allowed ? [] : [result.retryAfterSeconds]));
  if (waits.length > 0) {
    throw new ProblemError('rate_limited', 'The chat quota is used up.', { retryAfterSeconds: Math.max(...waits) });
  }
}
