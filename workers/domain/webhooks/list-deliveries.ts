import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { ListWebhookDeliveriesQuery, WebhookDelivery } from '../../../contracts/webhook.ts';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { deliveryView } from './delivery-view.ts';
import { loadEndpoint } from './find-endpoint.ts';

const { body: _, ...columns } = getTableColumns(webhookDeliveries);

/** A page of an endpoint's deliveries, newest first. @throws {ProblemError} `not_found` for the endpoint. */
export async function listDeliveries(args: {
  ctx: Ctx;
  input: { id: string } & ListWebhookDeliveriesQuery;
}): Promise<Page<WebhookDelivery>> {
  const { ctx, input } = args;
  authorise(ctx, 'webhook:manage');
  const { tenantId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest', 'number').value;
  const rows = await ctx.db.transaction(scopeOf(ctx), async (tx) => {
    await loadEndpoint({ tx, tenantId }, input.id);
    return await tx
      .select(columns)
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.tenantId, tenantId),
          eq(webhookDeliveries.endpointId, input.id),
          input.status === undefined ? undefined : eq(webhookDeliveries.status, input.status),
          after === undefined ? undefined : lt(webhookDeliveries.position, Number(after)),
        ),
      )
      .orderBy(desc(webhookDeliveries.position))
      .limit(input.limit + 1);
  });
  return toPage(rows, input.limit, deliveryView, (row) => encodeCursor('newest', row.position, row.id));
}
