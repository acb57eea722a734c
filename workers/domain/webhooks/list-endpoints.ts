import { and, eq, isNull } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { ListWebhookEndpointsQuery, WebhookEndpoint } from '../../../contracts/webhook.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { endpointView } from './endpoint-view.ts';

/** A page of the tenant's endpoints, newest first. */
export async function listEndpoints({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ListWebhookEndpointsQuery;
}): Promise<Page<WebhookEndpoint>> {
  authorise(ctx, 'webhook:manage');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, webhookEndpoints.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(webhookEndpoints)
        .where(and(eq(webhookEndpoints.tenantId, tenantId), isNull(webhookEndpoints.deletedAt), newest.isBehind)),
    ),
  );
  return newest.page(rows, endpointView);
}
