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
 * Checks a message from a socket as the HTTP door checks each request: the tenant is not suspended, and the chat quotas
 * (the same buckets) have room. The turn's first statement checks the principal. Without the limiter the message
 * passes, as over HTTP.
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
