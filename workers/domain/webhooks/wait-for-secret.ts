import { and, eq } from 'drizzle-orm';
import { webhookDeliveries, webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { type Ctx, inTransaction, type Services, type UnitOfWork } from '../context.ts';
import { systemContext } from '../system-context.ts';
import type { Claim } from './claim-delivery.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import type { EndpointRow } from './endpoint-view.ts';
import { isLiveEndpoint, lockEndpointIfLive } from './find-endpoint.ts';

const RETRY_SECONDS = 60;
/** Long enough to notice and undo a rollout with the wrong keys. */
const GRACE_MS = 24 * 60 * 60 * 1000;

/**
 * Returns a delivery that cannot be signed, because no key of this Worker opens the endpoint's secret. A Worker with
 * another key set may still sign it during a key rotation. After a day without success the endpoint is disabled, and
 * the staff are notified.
 */
export async function waitForSecret({ services, input }: { services: Services; input: Claim }): Promise<void> {
  const { tenantId, id, endpointId } = input.delivery;
  const ctx = systemContext(services, tenantId);
  const now = ctx.clock.now();
  await inTransaction(ctx, async (unit) => {
    const endpoint = await lockEndpointIfLive(unit, endpointId);
    // The secret may have been rotated meanwhile.
    const isSame = endpoint !== undefined && endpoint.sealedSecret === input.endpoint.sealedSecret;
    const isWaiting =
      isSame && endpoint.disabledAt === null && (await noteUnreadable(ctx, unit, endpoint, now)) === 'waiting';
    const delaySeconds = isWaiting ? RETRY_SECONDS : 0;
    await unit.tx
      .update(webhookDeliveries)
      .set({ leaseId: null, nextAttemptAt: new Date(now.getTime() + delaySeconds * 1000) })
      .where(
        and(
          eq(webhookDeliveries.tenantId, tenantId),
          eq(webhookDeliveries.id, id),
          eq(webhookDeliveries.leaseId, input.leaseId),
        ),
      );
    unit.afterCommit(() => ctx.nudgeWebhook(tenantId, endpointId, delaySeconds));
  });
}

async function noteUnreadable(
  ctx: Ctx,
  unit: UnitOfWork,
  endpoint: EndpointRow,
  now: Date,
): Promise<'waiting' | 'disabled'> {
  const { id, unreadableSince: since } = endpoint;
  if (since !== null) {
    if (now.getTime() - since.getTime() < GRACE_MS) return 'waiting';
    disableEndpoint(ctx, unit, endpoint, 'secret_unreadable');
    return 'disabled';
  }
  await unit.tx.update(webhookEndpoints).set({ unreadableSince: now }).where(isLiveEndpoint(unit.tenantId, id));
  const resource = { resourceType: 'webhook_endpoint', resourceId: id } as const;
  recordAudit(ctx, unit, { action: 'webhook_endpoint.secret_unreadable', ...resource });
  unit.afterCommit(() =>
    ctx.log.error('webhook_secret_unreadable', {
      tenant_id: unit.tenantId,
      endpoint_id: id,
      sealed_with: endpoint.sealedWith,
    }),
  );
  return 'waiting';
}

/** Clears the wait after this Worker opened the secret. */
export async function noteReadable({ services, input }: { services: Services; input: Claim }): Promise<void> {
  const { tenantId, id } = input.endpoint;
  await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx.update(webhookEndpoints).set({ unreadableSince: null }).where(isLiveEndpoint(tenantId, id)),
  );
}
