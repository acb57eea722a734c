import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { DeadLetterEntry } from '../../contracts/event-transport.ts';
import { deadLetters } from '../../schema/tables/delivery.ts';
import { appendOnce } from './append-once.ts';
import type { PoolDeps } from './pool-deps.ts';

/** A payload may have 128 KB. */
const MAX_ENTRIES = 1_000;

/**
 * Copies the newest failure of dead letters to `ragline:dlq:{topic}`, for consumers outside: each failure once, in
 * the order given up. What is copied is marked so in its row.
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
    await appendOnce(deps, {
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
    });
    await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
      tx
        .update(deadLetters)
        .set({ mirroredAt: services.clock.now() })
        // One that has failed anew meanwhile has that failure still to be copied.
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

/** `ragline-chat-tools` carries the topic `chat_tools`. */
const topicOf = (queue: string): string => queue.replace(/^ragline-/, '').replaceAll('-', '_');
