import { and, eq, type SQL, sql } from 'drizzle-orm';
import { webhookAttempts, webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import { type Ctx, inTransaction, type Services, type UnitOfWork } from '../context.ts';
import { systemContext } from '../system-context.ts';
import type { Claim } from './claim-delivery.ts';
import type { DeliveryRow } from './delivery-view.ts';
import { noteFailure, noteSuccess } from './endpoint-health.ts';
import { lockEndpointIfLive } from './find-endpoint.ts';
import { promoteWaiting } from './promote-waiting.ts';
import { pauseSeconds, retryAfterSeconds } from './retry-schedule.ts';
import type { AttemptResult, WebhookSender } from './webhook-sender.ts';

const GONE = 410;

/**
 * Records the result of an attempt and its consequences: the end of the delivery or its next attempt, the endpoint's
 * health, and the next delivery. An attempt whose lease has ended is only recorded, because another attempt has
 * replaced it.
 */
export async function settleAttempt({
  services,
  sender,
  input,
}: {
  services: Services;
  sender: Pick<WebhookSender, 'random' | 'timing'>;
  input: Claim & { result: AttemptResult };
}): Promise<void> {
  const { result, delivery } = input;
  const { tenantId } = delivery;
  const ctx = systemContext(services, tenantId);
  await inTransaction(ctx, async (unit) => {
    const isDelivery = and(eq(webhookDeliveries.tenantId, tenantId), eq(webhookDeliveries.id, delivery.id));
    const [endpoint, [row]] = await Promise.all([
      lockEndpointIfLive(unit, delivery.endpointId),
      unit.tx.select().from(webhookDeliveries).where(isDelivery).execute(),
    ]);
    if (endpoint === undefined || row === undefined) return;
    unit.send(() => unit.tx.insert(webhookAttempts).values(attemptRow(input)));
    if (row.leaseId !== input.leaseId) return;
    const next = nextState(ctx, unit, row, result, sender);
    const settled = { ...next, leaseId: null, attempts: row.attempts + 1 };
    unit.send(() => unit.tx.update(webhookDeliveries).set(settled).where(isDelivery));
    if (next.status !== 'pending') {
      const scope = { endpointId: row.endpointId, subjects: [row.subject], now: ctx.clock.now() };
      unit.send(() => promoteWaiting(unit, scope));
    }
    if (result.outcome === 'delivered') noteSuccess(unit, endpoint);
    else noteFailure(ctx, unit, endpoint, result.responseStatus === GONE);
  });
  services.metrics.count('ragline_webhook_attempts_total', 1, { outcome: result.outcome });
  if (result.outcome !== 'delivered') return;
  const seconds = (services.clock.now().getTime() - delivery.eventTime.getTime()) / 1000;
  services.metrics.observe('ragline_webhook_delivery_seconds', Math.max(0, seconds));
}

function nextState(
  ctx: Ctx,
  unit: UnitOfWork,
  row: DeliveryRow,
  result: AttemptResult,
  { random, timing }: Pick<WebhookSender, 'random' | 'timing'>,
) {
  const now = ctx.clock.now();
  const ended = { nextAttemptAt: null, completedAt: now };
  if (result.outcome === 'delivered') return { status: 'delivered' as const, ...ended };
  const status = result.responseStatus ?? 0;
  const asked = retryAfterSeconds(status, result.responseHeaders?.['retry-after'], now);
  const seconds = status === GONE ? undefined : pauseSeconds(row.attempts + 1, random(), asked, timing.pauseScale);
  if (seconds === undefined) {
    ctx.log.warn('webhook_failed', { tenant_id: row.tenantId, endpoint_id: row.endpointId, delivery_id: row.id });
    return { status: 'failed' as const, ...ended };
  }
  unit.afterCommit(() => ctx.nudgeWebhook(row.tenantId, row.endpointId, seconds));
  return { status: 'pending' as const, nextAttemptAt: new Date(now.getTime() + seconds * 1000) };
}

function attemptRow({ endpoint, delivery, result }: Claim & { result: AttemptResult }) {
  return {
    ...{ id: newId(), tenantId: delivery.tenantId, deliveryId: delivery.id, url: endpoint.url },
    ...result,
    requestHeaders: asJson(result.requestHeaders),
    responseHeaders: result.responseHeaders && asJson(result.responseHeaders),
  };
}

/** As text, which the driver can always encode, so that `COMMIT` need not wait for the answer. */
const asJson = (headers: Record<string, string>): SQL => sql`${JSON.stringify(headers)}::jsonb`;
