import { and, eq } from 'drizzle-orm';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import type { Unit } from '../context.ts';
import { requireRow } from '../require-row.ts';
import type { DeliveryRow } from './delivery-view.ts';
import { loadEndpoint } from './find-endpoint.ts';

/** Loads a delivery of an endpoint. @throws {ProblemError} `not_found`, also for a deleted endpoint. */
export async function loadDelivery(
  unit: Unit,
  { id, delivery_id }: { id: string; delivery_id: string },
): Promise<DeliveryRow> {
  await loadEndpoint(unit, id);
  const [row] = await unit.tx
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.tenantId, unit.tenantId),
        eq(webhookDeliveries.endpointId, id),
        eq(webhookDeliveries.id, delivery_id),
      ),
    );
  requireRow(row, 'delivery');
  return row;
}
