import { and, eq } from 'drizzle-orm';
import type { WebhookDelivery } from '../../../contracts/webhook.ts';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { type DeliveryRow, deliveryView } from './delivery-view.ts';
import { loadDelivery } from './find-delivery.ts';
import { lockActiveEndpoint } from './find-endpoint.ts';
import { demoteLater, promoteWaiting } from './promote-waiting.ts';
import { requireMayReceive } from './receiving.ts';

/**
 * Sends an event again, delivered or failed, with the same `webhook-id`. Later events of its subject wait behind it
 * again. A pending one becomes due at once.
 * @throws {ProblemError} `not_found`, `forbidden` for an event that the principal may not read, or `conflict` when the
 *   endpoint is disabled.
 */
export async function resendDelivery({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; delivery_id: string };
}): Promise<WebhookDelivery> {
  authorise(ctx, 'webhook:manage');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    await lockActiveEndpoint(unit, input.id);
    const row = await loadDelivery(unit, input);
    requireMayReceive(ctx, [row.eventType]);
    await unit.tx
      .update(webhookDeliveries)
      .set(retried(row, now))
      .where(and(eq(webhookDeliveries.tenantId, unit.tenantId), eq(webhookDeliveries.id, row.id)));
    const scope = { endpointId: input.id, subjects: [row.subject], now };
    await demoteLater(unit, scope);
    await promoteWaiting(unit, scope);
    recordAudit(ctx, unit, {
      action: 'webhook_delivery.resent',
      resourceType: 'webhook_delivery',
      resourceId: row.id,
      details: { endpoint_id: input.id, event_id: row.eventId },
    });
    unit.afterCommit(() => ctx.nudgeWebhook(unit.tenantId, input.id));
    return deliveryView(await loadDelivery(unit, input));
  });
}

/** A delivery in flight, or behind an earlier one, stays as it is. */
function retried(row: DeliveryRow, now: Date) {
  if (row.status !== 'pending') {
    return { status: 'pending' as const, attempts: 0, nextAttemptAt: null, completedAt: null };
  }
  return { nextAttemptAt: row.leaseId === null && row.nextAttemptAt !== null ? now : row.nextAttemptAt };
}
