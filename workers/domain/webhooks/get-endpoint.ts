import type { WebhookEndpoint } from '../../../contracts/webhook.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { endpointView } from './endpoint-view.ts';
import { loadEndpoint } from './find-endpoint.ts';

/** @throws {ProblemError} `not_found`. */
export async function getEndpoint({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<WebhookEndpoint> {
  authorise(ctx, 'webhook:manage');
  const { tenantId } = ctx.principal;
  return endpointView(await ctx.db.transaction(scopeOf(ctx), (tx) => loadEndpoint({ tx, tenantId }, input.id)));
}
