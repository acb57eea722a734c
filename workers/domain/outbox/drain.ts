import { eq, sql } from 'drizzle-orm';
import type { DeliveredRow, OutboxEntry } from '../../../contracts/event.ts';
import { eventHeads, outbox } from '../../../schema/tables/delivery.ts';
import { wholeNumber } from '../../platform/database.ts';
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
  const rows = await services.db.readOnce(
    { tenantId },
    `SELECT position, event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data,
       request_id, traceparent, created_at
     FROM outbox WHERE tenant_id = current_tenant_id() AND processed_at IS NULL
     ORDER BY position LIMIT ${wholeNumber(limit)}`,
  );
  return rows.map((row) => toEntry(outboxRow(row)));
}

type Row = typeof outbox.$inferSelect;

/** A row as the driver hands it out. The one cast: the columns are those of the table, by the names of the table. */
function outboxRow(row: Record<string, unknown>) {
  return row as {
    position: string;
    event_id: string;
    tenant_id: string;
    topic: Row['topic'];
    type: Row['type'];
    aggregate_type: Row['aggregateType'];
    aggregate_id: string;
    audience_user_id: string;
    data: Row['data'];
    request_id: string;
    traceparent: string;
    created_at: Date;
  };
}

function toEntry(row: ReturnType<typeof outboxRow>): OutboxEntry {
  return {
    position: row.position,
    audienceUserId: row.audience_user_id,
    createdAtMs: row.created_at.getTime(),
    event: {
      specversion: '1.0',
      id: row.event_id,
      source: `/ragline/tenants/${row.tenant_id}`,
      subject: `${row.aggregate_type}s/${row.aggregate_id}`,
      time: row.created_at.toISOString(),
      datacontenttype: 'application/json',
      tenantid: row.tenant_id,
      requestid: row.request_id,
      traceparent: row.traceparent,
      topic: row.topic,
      type: row.type,
      data: row.data,
    },
  };
}

/**
 * Marks delivered rows with the sequences that their events got, and moves the tenant's head with them, in one
 * statement. Marking a row twice changes nothing.
 */
export async function markProcessed(
  services: Pick<Services, 'db' | 'clock'>,
  tenantId: string,
  delivered: readonly DeliveredRow[],
): Promise<void> {
  if (delivered.length === 0) return;
  const positions = sql.param(delivered.map(({ position }) => position));
  const sequences = sql.param(delivered.map(({ sequence }) => sequence));
  const newest = Math.max(...delivered.map(({ sequence }) => sequence));
  await services.db.transaction({ tenantId }, (tx) =>
    tx.execute(sql`
      WITH marked AS (
        UPDATE ${outbox} SET processed_at = ${services.clock.now().toISOString()}, sequence = delivered.sequence
        FROM unnest(${positions}::bigint[], ${sequences}::bigint[]) AS delivered (position, sequence)
        WHERE outbox.tenant_id = ${tenantId} AND outbox.position = delivered.position AND outbox.processed_at IS NULL
      )
      INSERT INTO ${eventHeads} AS heads (tenant_id, sequence) VALUES (${tenantId}, ${newest})
      ON CONFLICT (tenant_id) DO UPDATE SET sequence = greatest(heads.sequence, excluded.sequence)`),
  );
}

/** The newest sequence that the tenant's events were marked with; 0 when there was never one. */
export async function readHead(services: Pick<Services, 'db'>, tenantId: string): Promise<number> {
  const [head] = await services.db.transaction({ tenantId }, (tx) =>
    tx.select({ sequence: eventHeads.sequence }).from(eventHeads).where(eq(eventHeads.tenantId, tenantId)),
  );
  return head?.sequence ?? 0;
}
