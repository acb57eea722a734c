import type { TurnRequest } from '../../contracts/chat.ts';
import { isGuest } from '../../contracts/identity.ts';
import type { Services } from '../domain/context.ts';
import { findTenant } from '../domain/tenants/find-tenant.ts';
import { refuseSuspended } from '../domain/tenants/refuse-suspended.ts';
import { planQuotas, refuseWhenUsedUp, takeTokens, tenantLimiter } from '../platform/quotas.ts';

export interface SocketAdmission {
  services: Services;
  /** A limiter object by its name. */
  limiter(name: string): Parameters<typeof takeTokens>[0];
  /** Multiplies every quota. */
  scale: number;
}

/**
 * What the HTTP door asks of each message, asked of one that came over a socket: the tenant is not suspended, and the
 * chat quotas, of the very same buckets, have room. Whether the principal may still act, the turn's first statement asks.
 * Without the limiter it passes, as there.
 * @throws {ProblemError} `tenant_suspended` or `rate_limited`.
 */
export async function admitSocketTurn(
  { services, limiter, scale }: SocketAdmission,
  { principal, address }: Pick<TurnRequest, 'principal' | 'address'>,
): Promise<void> {
  const { tenantId, userId } = principal;
  const tenant = await findTenant({ services, input: { tenantId } });
  refuseSuspended(tenant);
  const quotas = planQuotas(tenant.plan, 'chat', { userId, isGuest: isGuest(principal), address });
  const { log, spans } = services;
  const taken = await takeTokens(limiter(tenantLimiter(tenantId)), quotas, { scale, log, spans });
  refuseWhenUsedUp(taken ?? []);
}
