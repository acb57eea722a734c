import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { ListWebhookEndpointsQuery, WebhookEndpoint } from '../../../contracts/webhook.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { endpointView } from './endpoint-view.ts';

/** A page of the tenant's endpoints, newest first. */
export async function listEndpoints(args: {
  ctx: Ctx;
  input: ListWebhookEndpointsQuery;
}): Promise<Page<WebhookEndpoint>> {
  const { ctx, input } = args;
  authorise(ctx, 'webhook:manage');
  const { tenantId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const rows = await ctx.db.transaction(scopeOf(ctx), (tx) =>
    tx
      .select()
      .from(webhookEndpoints)
      .where(
        and(
          eq(webhookEndpoints.tenantId, tenantId),
          isNull(webhookEndpoints.deletedAt),
          after === undefined ? undefined : lt(webhookEndpoints.id, after),
        ),
      )
      .orderBy(desc(webhookEndpoints.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, endpointView, (row) => encodeCursor('newest', row.id, row.id));
}
