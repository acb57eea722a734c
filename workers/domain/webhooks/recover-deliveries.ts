import { and, asc, eq, gte, inArray } from 'drizzle-orm';
import { MAX_RECOVERED, type RecoveredWebhooks, type RecoverWebhooks } from '../../../contracts/webhook.ts';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { lockActiveEndpoint } from './find-endpoint.ts';
import { demoteLater, promoteWaiting } from './promote-waiting.ts';
import { requireMayReceive } from './receiving.ts';

/**
 * Sends failed deliveries again, oldest first, a bounded number per call.
 * @param input.since Only those recorded since then.
 * @throws {ProblemError} `not_found`, `forbidden` for events that the principal may not read, or `conflict` when the
 *   endpoint is disabled.
 */
export async function recoverDeliveries({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string } & RecoverWebhooks;
}): Promise<RecoveredWebhooks> {
  authorise(ctx, 'webhook:manage');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const endpoint = await lockActiveEndpoint(unit, input.id);
    requireMayReceive(ctx, endpoint.eventTypes);
    const failed = await unit.tx
      .select({ id: webhookDeliveries.id, subject: webhookDeliveries.subject })
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.tenantId, unit.tenantId),
          eq(webhookDeliveries.endpointId, input.id),
          eq(webhookDeliveries.status, 'failed'),
          input.since === null ? undefined : gte(webhookDeliveries.createdAt, new Date(input.since)),
        ),
      )
      .orderBy(asc(webhookDeliveries.position))
      .limit(MAX_RECOVERED + 1);
    const again = failed.slice(0, MAX_RECOVERED);
    if (again.length === 0) return { resent: 0, has_more: false };
    const ids = again.map(({ id }) => id);
    await unit.tx
      .update(webhookDeliveries)
      .set({ status: 'pending', attempts: 0, completedAt: null })
      .where(and(eq(webhookDeliveries.tenantId, unit.tenantId), inArray(webhookDeliveries.id, ids)));
    const scope = { endpointId: input.id, subjects: [...new Set(again.map(({ subject }) => subject))], now };
    await demoteLater(unit, scope);
    await promoteWaiting(unit, scope);
    recordAudit(ctx, unit, {
      action: 'webhook_endpoint.recovered',
      resourceType: 'webhook_endpoint',
      resourceId: input.id,
      details: { resent: again.length, since: input.since },
    });
    unit.afterCommit(() => ctx.nudgeWebhook(unit.tenantId, input.id));
    return { resent: again.length, has_more: failed.length > again.length };
  });
}
