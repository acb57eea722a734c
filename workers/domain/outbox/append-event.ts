import type { NewEvent } from '../../../contracts/event.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

/** The outbox row of an event, for a statement that writes it with other rows. */
export function outboxRow(ctx: Ctx, event: NewEvent) {
  return {
    eventId: newId(),
    tenantId: ctx.principal.tenantId,
    topic: event.topic,
    type: event.type,
    aggregateType: event.aggregateType,
    aggregateId: event.aggregateId,
    audienceUserId: event.audienceUserId,
    data: event.data,
    requestId: ctx.trace.requestId,
    traceparent: ctx.trace.traceparent,
    createdAt: ctx.clock.now(),
  };
}

/** Writes the event beside the rows that it tells of, and nudges the relay once they are committed. */
export async function appendEvent(ctx: Ctx, unit: UnitOfWork, event: NewEvent): Promise<void> {
  await unit.tx.insert(outbox).values(outboxRow(ctx, event));
  unit.afterCommit(() => ctx.nudgeRelay(unit.tenantId));
}
