import { and, desc, eq } from 'drizzle-orm';
import type { WebhookDeliveryDetail } from '../../../contracts/webhook.ts';
import { webhookAttempts } from '../../../schema/tables/webhooks.ts';
import { authorise, type Ctx, reading } from '../context.ts';
import { attemptView, deliveryView } from './delivery-view.ts';
import { loadDelivery } from './find-delivery.ts';
import { requireMayReceive } from './receiving.ts';

const MAX_ATTEMPTS_SHOWN = 50;

/**
 * A delivery with its requests and answers.
 * @throws {ProblemError} `not_found`, or `forbidden` for an event that the principal may not read.
 */
export async function getDelivery({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; delivery_id: string };
}): Promise<WebhookDeliveryDetail> {
  authorise(ctx, 'webhook:manage');
  const { tenantId } = ctx.principal;
  return await reading(ctx, async ({ tx }) => {
    const row = await loadDelivery({ tx, tenantId }, input);
    requireMayReceive(ctx, [row.eventType]);
    const attempts = await tx
      .select()
      .from(webhookAttempts)
      .where(and(eq(webhookAttempts.tenantId, tenantId), eq(webhookAttempts.deliveryId, row.id)))
      .orderBy(desc(webhookAttempts.id))
      .limit(MAX_ATTEMPTS_SHOWN);
    return { ...deliveryView(row), request_body: row.body, attempt_log: attempts.map(attemptView) };
  });
}
