import type { DeadLetter } from '../../../contracts/dead-letter.ts';
import type { deadLetters } from '../../../schema/tables/delivery.ts';

export type DeadLetterRow = typeof deadLetters.$inferSelect;

/** A row as clients see it. */
export function deadLetterView(row: DeadLetterRow): DeadLetter {
  return {
    id: row.id,
    queue: row.queue,
    message_id: row.messageId,
    status: row.status,
    error: row.error,
    attempts: row.attempts,
    payload: payloadOf(row),
    traceparent: row.traceparent,
    replays: row.replays,
    history: row.history.map(({ at, error, attempts }) => ({ at, error, attempts })),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    replayed_at: row.replayedAt?.toISOString() ?? null,
    resolved_at: row.resolvedAt?.toISOString() ?? null,
  };
}

/** Only messages that name a tenant become rows, and those are objects. */
export const payloadOf = ({ payload }: Pick<DeadLetterRow, 'payload'>): Record<string, unknown> => ({
  ...(payload as Record<string, unknown>),
});
