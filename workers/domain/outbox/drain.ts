import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { OutboxEntry } from '../../../contracts/event.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import type { Services } from '../context.ts';

/**
 * The tenant's committed events that were not delivered yet, oldest first. Rows are found by being unprocessed,
 * never by a cursor: one whose transaction commits late is found then. Two events of one aggregate keep their
 * order, since the later writer waits for the earlier one's row lock before it takes its position.
 */
export async function readOutbox(
  services: Pick<Services, 'db'>,
  tenantId: string,
  limit: number,
): Promise<OutboxEntry[]> {
  const rows = await services.db.transaction({ tenantId }, (tx) =>
    tx
      .select()
      .from(outbox)
      .where(and(eq(outbox.tenantId, tenantId), isNull(outbox.processedAt)))
      .orderBy(asc(outbox.position))
      .limit(limit),
  );
  return rows.map((row) => ({
    position: row.position.toString(),
    audienceUserId: row.audienceUserId,
    createdAtMs: row.createdAt.getTime(),
    event: {
      specversion: '1.0',
      id: row.eventId,
      source: `/ragline/tenants/${row.tenantId}`,
      subject: `${row.aggregateType}s/${row.aggregateId}`,
      time: row.createdAt.toISOString(),
      datacontenttype: 'application/json',
      tenantid: row.tenantId,
      requestid: row.requestId,
      traceparent: row.traceparent,
      topic: row.topic,
      type: row.type,
      data: row.data,
    },
  }));
}

/** Marks delivered rows. Marking one twice changes nothing. */
export async function markProcessed(
  services: Pick<Services, 'db' | 'clock'>,
  tenantId: string,
  positions: readonly string[],
): Promise<void> {
  if (positions.length === 0) return;
  await services.db.transaction({ tenantId }, (tx) =>
    tx
      .update(outbox)
      .set({ processedAt: services.clock.now() })
      .where(and(eq(outbox.tenantId, tenantId), inArray(outbox.position, positions.map(BigInt)))),
  );
}
