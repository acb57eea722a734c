import { and, count, eq, gt } from 'drizzle-orm';
import type { WebhookTest } from '../../../contracts/event-transport.ts';
import type { WebhookDelivery } from '../../../contracts/webhook.ts';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { deliveryView } from './delivery-view.ts';
import { lockActiveEndpoint } from './find-endpoint.ts';
import { requireMayReceive } from './receiving.ts';

/** Tests of an endpoint in a minute. */
const MAX_TESTS = 5;
const MINUTE_SECONDS = 60;

/**
 * Sends a `webhook_test` event like any other, whatever the endpoint's types. It has its own subject, so that it waits
 * for nothing, and no sequence, because it is not in the tenant's log.
 * @throws {ProblemError} `not_found`, `forbidden` for events that the principal may not read, `conflict` when the
 *   endpoint is disabled, or `rate_limited`.
 */
export async function sendTest({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<WebhookDelivery> {
  authorise(ctx, 'webhook:manage');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const endpoint = await lockActiveEndpoint(unit, input.id);
    requireMayReceive(ctx, endpoint.eventTypes);
    await requireFewTests(unit, input.id, now);
    const eventId = newId();
    const subject = `webhook_tests/${eventId}`;
    const event = {
      specversion: '1.0',
      id: eventId,
      source: `/ragline/tenants/${unit.tenantId}`,
      subject,
      time: now.toISOString(),
      datacontenttype: 'application/json',
      tenantid: unit.tenantId,
      requestid: ctx.trace.requestId,
      traceparent: ctx.trace.traceparent,
      type: 'webhook_test',
      data: { endpoint_id: input.id },
    } satisfies WebhookTest;
    const [row] = await unit.tx
      .insert(webhookDeliveries)
      .values({
        id: newId(),
        tenantId: unit.tenantId,
        endpointId: input.id,
        eventId,
        eventType: event.type,
        subject,
        traceparent: event.traceparent,
        body: JSON.stringify(event),
        eventTime: now,
        status: 'pending',
        nextAttemptAt: now,
        createdAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    unit.afterCommit(() => ctx.nudgeWebhook(unit.tenantId, input.id));
    return deliveryView(row);
  });
}

/** @throws {ProblemError} `rate_limited` after too many tests in a minute. */
async function requireFewTests({ tx, tenantId }: UnitOfWork, endpointId: string, now: Date): Promise<void> {
  const [sent] = await tx
    .select({ tests: count() })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.tenantId, tenantId),
        eq(webhookDeliveries.endpointId, endpointId),
        eq(webhookDeliveries.eventType, 'webhook_test'),
        gt(webhookDeliveries.createdAt, new Date(now.getTime() - MINUTE_SECONDS * 1000)),
      ),
    );
  if ((sent?.tests ?? 0) < MAX_TESTS) return;
  throw new ProblemError(
    'rate_limited',
    `An endpoint accepts at most ${MAX_TESTS} tests per minute. Retry after the time in Retry-After.`,
    {
      retryAfterSeconds: MINUTE_SECONDS,
    },
  );
}
