import type { WebhookTest } from '../../../contracts/event-transport.ts';
import type { WebhookDelivery } from '../../../contracts/webhook.ts';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import { newId } from '../../platform/ids.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { deliveryView } from './delivery-view.ts';
import { lockActiveEndpoint } from './find-endpoint.ts';

/**
 * Sends an event of the type `webhook_test` the way that every other takes, whatever the endpoint's types. It has a
 * subject of its own, so that it waits for nothing, and no sequence, since it is not in the tenant's log.
 * @throws {ProblemError} `not_found`, or `conflict` when the endpoint is disabled.
 */
export async function sendTest({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<WebhookDelivery> {
  authorise(ctx, 'webhook:manage');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    await lockActiveEndpoint(unit, input.id);
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
