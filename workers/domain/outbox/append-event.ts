import type { NewEvent } from '../../../contracts/event.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

/** The outbox row of an event, for a statement that writes it with other rows. */
export function outboxRow(ctx: Ctx, event: NewEvent) {
  const eventId = newId();
  return {
    eventId,
    tenantId: ctx.principal.tenantId,
    topic: event.topic,
    type: event.type,
    aggregateType: event.aggregateType,
    aggregateId: event.aggregateId,
    audienceUserId: event.audienceUserId,
    data: event.data,
    requestId: ctx.trace.requestId,
    traceparent: traceparentOf(ctx, eventId, event),
    createdAt: ctx.clock.now(),
  };
}

/** Where the ways of an event begin: its relay, its Queue and its webhooks are children of this span. */
function traceparentOf(ctx: Ctx, eventId: string, { topic, type }: NewEvent): string {
  const span = ctx.spans.start(`create ${topic}`, {
    kind: 'producer',
    attributes: {
      'messaging.system': 'ragline_outbox',
      'messaging.destination.name': topic,
      'messaging.operation.name': 'create',
      'messaging.operation.type': 'create',
      'messaging.message.id': eventId,
      'ragline.event.type': type,
    },
  });
  span.end();
  return span.traceparent ?? ctx.trace.traceparent;
}

/** Writes the event beside the rows that it tells of, and nudges the relay once they are committed. */
export async function appendEvent(ctx: Ctx, unit: UnitOfWork, event: NewEvent): Promise<void> {
  await unit.tx.insert(outbox).values(outboxRow(ctx, event));
  unit.afterCommit(() => ctx.nudgeRelay(unit.tenantId));
}
