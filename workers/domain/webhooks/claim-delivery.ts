import { and, eq, exists, isNotNull, isNull, notExists, sql } from 'drizzle-orm';
import { tenants } from '../../../schema/tables/tenants.ts';
import { webhookDeliveries, webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import { inTransaction, type Services } from '../context.ts';
import { systemContext } from '../system-context.ts';
import { isAuthorised, lockWithAuthority } from './authority.ts';
import type { DeliveryRow } from './delivery-view.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import type { EndpointRow } from './endpoint-view.ts';
import { isLiveEndpoint } from './find-endpoint.ts';

/** The most concurrent requests to one endpoint, from all Workers together. */
const MAX_IN_FLIGHT = 5;
/** Longer than an attempt can take. An attempt that is not settled by then died with its runtime, and is repeated. */
export const LEASE_MS = 60_000;

export interface Claim {
  endpoint: EndpointRow;
  delivery: DeliveryRow;
  leaseId: string;
}

/**
 * Claims the delivery of an endpoint that has been due for longest, for one attempt. Deliveries behind another of their
 * subject are not due, so order is kept and a failing subject delays no other. The lock on the endpoint ends with the
 * claim, before the request is made. An endpoint whose authority has ended is disabled.
 * @returns Undefined when nothing is due, too many requests are in flight, the endpoint is disabled, or the tenant is
 *   suspended.
 */
export async function claimDelivery({
  services,
  input,
}: {
  services: Services;
  input: { tenantId: string; endpointId: string };
}): Promise<Claim | undefined> {
  const { tenantId, endpointId } = input;
  const now = services.clock.now();
  const leaseId = newId();
  const ctx = systemContext(services, tenantId);
  return await inTransaction(ctx, async (unit) => {
    const { tx } = unit;
    const isSuspended = tx
      .select({ one: sql`1` })
      .from(tenants)
      .where(and(eq(tenants.id, tenantId), isNotNull(tenants.suspendedAt)));
    const isSending = and(
      isLiveEndpoint(tenantId, endpointId),
      isNull(webhookEndpoints.disabledAt),
      notExists(isSuspended),
    );
    const ofEndpoint = sql`tenant_id = ${tenantId} AND endpoint_id = ${endpointId}`;
    const at = sql`${now.toISOString()}::timestamptz`;
    const claiming = tx
      .update(webhookDeliveries)
      .set({ leaseId, nextAttemptAt: new Date(now.getTime() + LEASE_MS) })
      .where(
        and(
          exists(tx.select({ one: sql`1` }).from(webhookEndpoints).where(isSending)),
          eq(
            webhookDeliveries.id,
            sql`(SELECT id FROM webhook_deliveries WHERE ${ofEndpoint} AND next_attempt_at <= ${at}
              AND (SELECT count(*) FROM webhook_deliveries
                WHERE ${ofEndpoint} AND lease_id IS NOT NULL AND next_attempt_at > ${at}) < ${MAX_IN_FLIGHT}
              ORDER BY next_attempt_at, position LIMIT 1)`,
          ),
        ),
      )
      .returning();
    // Sent at once. The claim begins when the lock is held.
    const [[authorised], [delivery]] = await Promise.all([lockWithAuthority(unit, now, isSending), claiming.execute()]);
    if (authorised === undefined) return undefined;
    const { endpoint } = authorised;
    // The types may be those of an account with fewer rights, which has changed them since the event.
    if (isAuthorised(authorised, delivery && [delivery.eventType])) return delivery && { endpoint, delivery, leaseId };
    if (delivery !== undefined) {
      const isDelivery = and(eq(webhookDeliveries.tenantId, tenantId), eq(webhookDeliveries.id, delivery.id));
      unit.send(() => tx.update(webhookDeliveries).set({ leaseId: null, nextAttemptAt: now }).where(isDelivery));
    }
    disableEndpoint(ctx, unit, endpoint, 'permission_lost');
    return undefined;
  });
}
