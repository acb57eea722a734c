import { and, eq, getTableColumns } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { ListWebhookDeliveriesQuery, WebhookDelivery } from '../../../contracts/webhook.ts';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { authorise, type Ctx, reading } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { deliveryView } from './delivery-view.ts';
import { loadEndpoint } from './find-endpoint.ts';

const { body: _, ...columns } = getTableColumns(webhookDeliveries);

/** A page of an endpoint's deliveries, newest first. @throws {ProblemError} `not_found` for the endpoint. */
export async function listDeliveries({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string } & ListWebhookDeliveriesQuery;
}): Promise<Page<WebhookDelivery>> {
  authorise(ctx, 'webhook:manage');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, webhookDeliveries.position, 'position');
  const rows = await reading(ctx, async ({ tx }) => {
    await loadEndpoint({ tx, tenantId }, input.id);
    return await newest.of(
      tx
        .select(columns)
        .from(webhookDeliveries)
        .where(
          and(
            eq(webhookDeliveries.tenantId, tenantId),
            eq(webhookDeliveries.endpointId, input.id),
            input.status === undefined ? undefined : eq(webhookDeliveries.status, input.status),
            newest.isBehind,
          ),
        ),
    );
  });
  return newest.page(rows, deliveryView);
}
