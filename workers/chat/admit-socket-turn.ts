import type { TurnRequest } from '../../contracts/chat.ts';
import { isGuest } from '../../contracts/identity.ts';
import { refuseFormerGuest } from '../domain/auth/refuse-former-guest.ts';
import type { Services } from '../domain/context.ts';
import { findPlan } from '../domain/tenants/find-plan.ts';
import { planQuotas, refuseWhenUsedUp, takeTokens, tenantLimiter } from '../platform/quotas.ts';

export interface SocketAdmission {
  services: Services;
  /** A limiter object by its name. */
  limiter(name: string): Parameters<typeof takeTokens>[0];
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
  { principal, address }: Pick<TurnRequest, 'principal' | 'address'>,
): Promise<void> {
  await refuseFormerGuest({ services, input: principal });
  const { tenantId, userId } = principal;
  const plan = await findPlan({ services, input: { tenantId } });
  const quotas = planQuotas(plan, 'chat', { userId, isGuest: isGuest(principal), address });
  const { log, spans } = services;
  const taken = await takeTokens(limiter(tenantLimiter(tenantId)), quotas, { scale, log, spans });
  refuseWhenUsedUp(taken ?? []);
}
