import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { DeadLetterEntry } from '../../contracts/event-transport.ts';
import { deadLetters } from '../../schema/tables/delivery.ts';
import { appendOnce, type StreamEntry } from './append-once.ts';
import type { PoolDeps } from './pool-deps.ts';

/** Bounded because a payload may have 128 KB. */
const MAX_ENTRIES = 1_000;

/**
 * Copies the newest failure of each dead letter to `ragline:dlq:{topic}` for external consumers, once and in the order
 * of the failures. Marks the copied rows.
 */
export async function mirrorDeadLetters(deps: PoolDeps, tenantId: string, ids: readonly string[]): Promise<void> {
  const { services } = deps;
  const isOneOf = and(eq(deadLetters.tenantId, tenantId), inArray(deadLetters.id, [...ids]));
  const rows = await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx
      .select()
      .from(deadLetters)
      .where(and(isOneOf, isNull(deadLetters.mirroredAt)))
      .orderBy(asc(deadLetters.updatedAt)),
  );
  for (const row of rows) {
    const delivery = row.history.at(-1)?.delivery ?? row.messageId;
    const entry: StreamEntry = {
      stream: `ragline:dlq:${topicOf(row.queue)}`,
      marker: `ragline:${tenantId}:dead-letter-mirrored:${row.id}:${delivery}`,
      maxEntries: MAX_ENTRIES,
      fields: {
        dead_letter_id: row.id,
        tenant_id: tenantId,
        queue: row.queue,
        message_id: row.messageId,
        error: row.error,
        attempts: String(row.attempts),
        traceparent: row.traceparent ?? '',
        payload: JSON.stringify(row.payload),
      } satisfies DeadLetterEntry,
    };
    await appendOnce(deps, [entry]);
    await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
      tx
        .update(deadLetters)
        .set({ mirroredAt: services.clock.now() })
        // A row that failed again meanwhile is not marked: that failure must still be copied.
        .where(
          and(
            eq(deadLetters.tenantId, tenantId),
            eq(deadLetters.id, row.id),
            sql`coalesce(${deadLetters.history} -> -1 ->> 'delivery', ${deadLetters.messageId}) = ${delivery}`,
          ),
        ),
    );
  }
}

/** The topic of a queue: `chat_tools` for `ragline-chat-tools`. */
const topicOf = (queue: string): string => queue.replace(/^ragline-/, '').replaceAll('-', '_');
