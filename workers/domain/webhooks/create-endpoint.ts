import { accountOf } from '../../../contracts/identity.ts';
import type { CreateWebhookEndpoint, NewWebhookEndpoint } from '../../../contracts/webhook.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { authorityOf } from './authority.ts';
import { endpointView } from './endpoint-view.ts';
import { requireMayReceive } from './receiving.ts';
import { requireRoom } from './require-room.ts';
import { requireTarget } from './require-target.ts';
import { newWebhookSecret, secretContext } from './webhook-secret.ts';

/**
 * Creates an endpoint. Its secret is only in the answer; the database has it sealed.
 * @throws {ProblemError} `forbidden` for events that the principal may not read, `invalid_request` for a refused URL,
 *   and as `requireRoom`.
 */
export async function createEndpoint({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: CreateWebhookEndpoint;
}): Promise<NewWebhookEndpoint> {
  authorise(ctx, 'webhook:manage');
  requireRecentLogin(ctx);
  requireMayReceive(ctx, input.event_types);
  const url = requireTarget(ctx, input.url);
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    await requireRoom(unit, url);
    const id = newId();
    const secret = newWebhookSecret();
    const [row] = await unit.tx
      .insert(webhookEndpoints)
      .values({
        id,
        tenantId: unit.tenantId,
        url,
        description: input.description,
        eventTypes: input.event_types,
        sealedSecret: await ctx.vault.seal(secret, secretContext({ tenantId: unit.tenantId, id })),
        sealedWith: ctx.vault.keyId,
        createdBy: accountOf(ctx.principal),
        ...authorityOf(ctx),
        createdAt: now,
        updatedAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    const details = { url, event_types: input.event_types };
    const entry = {
      action: 'webhook_endpoint.created',
      resourceType: 'webhook_endpoint',
      resourceId: id,
      details,
    } as const;
    recordAudit(ctx, unit, entry);
    return { ...endpointView(row), secret };
  });
}
