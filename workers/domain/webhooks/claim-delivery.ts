import { and, eq, isNotNull, isNull, notExists, sql } from 'drizzle-orm';
import { tenants } from '../../../schema/tables/tenants.ts';
import { webhookDeliveries, webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import type { Services } from '../context.ts';
import type { DeliveryRow } from './delivery-view.ts';
import type { EndpointRow } from './endpoint-view.ts';

/** Requests to one endpoint at a time, from all Workers together. */
const MAX_IN_FLIGHT = 5;
/** Longer than an attempt can take. What is not settled by then died with its runtime, and is sent again. */
export const LEASE_MS = 60_000;

export interface Claim {
  endpoint: EndpointRow;
  delivery: DeliveryRow;
  leaseId: string;
}

/**
 * Takes the delivery of an endpoint that has been due for longest, for one attempt. Those that wait behind another of
 * their subject are not due, so order is kept and a subject that fails holds up no other. The lock on the endpoint ends
 * with the claim; no transaction is open while the request is made.
 * @returns Undefined when nothing is due, as much as may be is on its way, the endpoint takes nothing, or the tenant is
 * suspended.
 */
export async function claimDelivery(args: {
  services: Pick<Services, 'db' | 'clock'>;
  input: { tenantId: string; endpointId: string };
}): Promise<Claim | undefined> {
  const { services, input } = args;
  const { tenantId, endpointId } = input;
  const now = services.clock.now();
  const leaseId = newId();
  return await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    const [endpoint] = await tx
      .select()
      .from(webhookEndpoints)
      .where(
        and(
          eq(webhookEndpoints.tenantId, tenantId),
          eq(webhookEndpoints.id, endpointId),
          isNull(webhookEndpoints.disabledAt),
          isNull(webhookEndpoints.deletedAt),
          notExists(
            tx
              .select({ one: sql`1` })
              .from(tenants)
              .where(and(eq(tenants.id, tenantId), isNotNull(tenants.suspendedAt))),
          ),
        ),
      )
      .for('no key update');
    if (endpoint === undefined) return undefined;
    const ofEndpoint = sql`tenant_id = ${tenantId} AND endpoint_id = ${endpointId}`;
    const at = sql`${now.toISOString()}::timestamptz`;
    const [delivery] = await tx
      .update(webhookDeliveries)
      .set({ leaseId, nextAttemptAt: new Date(now.getTime() + LEASE_MS) })
      .where(
        eq(
          webhookDeliveries.id,
          sql`(SELECT id FROM webhook_deliveries WHERE ${ofEndpoint} AND next_attempt_at <= ${at}
            AND (SELECT count(*) FROM webhook_deliveries
              WHERE ${ofEndpoint} AND lease_id IS NOT NULL AND next_attempt_at > ${at}) < ${MAX_IN_FLIGHT}
            ORDER BY next_attempt_at, position LIMIT 1)`,
        ),
      )
      .returning();
    return delivery === undefined ? undefined : { endpoint, delivery, leaseId };
  });
}
