import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { CommittedEvent, DeliveredRow, OutboxEntry } from '../../../contracts/event.ts';
import { eventHeads, outbox } from '../../../schema/tables/delivery.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import type { Services } from '../context.ts';
import { isListening } from '../webhooks/is-listening.ts';

/** The newest sequence that the tenant's rows were marked with. */
const headOf = (tenantId: string) =>
  sql<string | null>`(SELECT sequence FROM ${eventHeads} WHERE tenant_id = ${tenantId})`;

const hasWebhooks = (tenantId: string) =>
  sql<boolean>`EXISTS (SELECT FROM ${webhookEndpoints} WHERE ${isListening(tenantId)})`;

/**
 * The tenant's committed events that were not delivered yet, oldest first, the newest sequence ever marked (undefined
 * without events), and whether webhook endpoints may wait for these events. Rows are found by being unprocessed,
 * never by a cursor: one whose transaction commits late is found then. Two events of one aggregate keep their
 * order, since the later writer waits for the earlier one's row lock before it takes its position.
 */
export async function readOutbox(
  services: Pick<Services, 'db'>,
  tenantId: string,
  limit: number,
): Promise<{ entries: OutboxEntry[]; head: number | undefined; hasWebhooks: boolean }> {
  const rows = await services.db.single({ systemWorkIn: tenantId }, (tx) =>
    tx
      .select({ row: outbox, head: headOf(tenantId), hasWebhooks: hasWebhooks(tenantId) })
      .from(outbox)
      .where(and(eq(outbox.tenantId, tenantId), isNull(outbox.processedAt)))
      .orderBy(asc(outbox.position))
      .limit(limit),
  );
  const [first] = rows;
  return {
    entries: rows.map(({ row }) => ({ position: String(row.position), ...toCommitted(row) })),
    head: first && Number(first.head ?? 0),
    hasWebhooks: first?.hasWebhooks === true,
  };
}

/** The event of an outbox row, as the hub takes it. */
export function toCommitted(
  row: Omit<typeof outbox.$inferSelect, 'position' | 'sequence' | 'processedAt'>,
): CommittedEvent {
  return {
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
  await services.db.single({ systemWorkIn: tenantId }, (tx) =>
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
  const [head] = await services.db.single({ systemWorkIn: tenantId }, (tx) =>
    tx.select({ sequence: eventHeads.sequence }).from(eventHeads).where(eq(eventHeads.tenantId, tenantId)),
  );
  return head?.sequence ?? 0;
}
