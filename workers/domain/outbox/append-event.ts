import { type EventType, eventFamilyOf, type NewEvent, STAFF_ONLY, type Topic } from '../../../contracts/event.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

/** The outbox row of an event, for a statement that writes it with other rows. */
export function outboxRow(ctx: Ctx, event: NewEvent) {
  const eventId = newId();
  const { topic, aggregate } = eventFamilyOf(event.type);
  return {
    eventId,
    tenantId: ctx.principal.tenantId,
    topic,
    type: event.type,
    aggregateType: aggregate,
    aggregateId: event.aggregateId,
    audienceUserId: event.audienceUserId ?? STAFF_ONLY,
    data: event.data,
    requestId: ctx.trace.requestId,
    traceparent: traceparentOf(ctx, eventId, topic, event.type),
    createdAt: ctx.clock.now(),
  };
}

/** Starts the root span of the event's delivery: its relay, its Queue and its webhooks are children of this span. */
function traceparentOf(ctx: Ctx, eventId: string, topic: Topic, type: EventType): string {
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

/** Writes the event in the transaction of the change that it reports, and nudges the relay after the commit. */
export function appendEvent(ctx: Ctx, unit: UnitOfWork, event: NewEvent): void {
  unit.send(() => unit.tx.insert(outbox).values(outboxRow(ctx, event)));
  unit.afterCommit(() => ctx.nudgeRelay(unit.tenantId));
}
