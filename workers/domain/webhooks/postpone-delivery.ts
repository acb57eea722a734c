import { and, eq } from 'drizzle-orm';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import type { Services } from '../context.ts';
import type { Claim } from './claim-delivery.ts';
import type { WebhookSender } from './webhook-sender.ts';

const FIRST_SECONDS = 10;
const SPREAD_SECONDS = 20;

/** Returns a claimed delivery for which nothing was sent. The attempt does not count. */
export async function postponeDelivery({
  services,
  sender,
  input,
}: {
  services: Services;
  sender: Pick<WebhookSender, 'random'>;
  input: Claim;
}): Promise<void> {
  const { tenantId, endpointId, id } = input.delivery;
  const seconds = FIRST_SECONDS + SPREAD_SECONDS * sender.random();
  const at = new Date(services.clock.now().getTime() + seconds * 1000);
  await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx
      .update(webhookDeliveries)
      .set({ leaseId: null, nextAttemptAt: at })
      .where(
        and(
          eq(webhookDeliveries.tenantId, tenantId),
          eq(webhookDeliveries.id, id),
          eq(webhookDeliveries.leaseId, input.leaseId),
        ),
      ),
  );
  services.nudgeWebhook(tenantId, endpointId, seconds);
}
