import { sql } from 'drizzle-orm';
import type { ChatMessage } from '../../../contracts/chat.ts';
import type { UnitOfWork } from '../context.ts';

/** The messages of a conversation at one version, oldest first. */
export interface ConversationSnapshot {
  version: number;
  messages: readonly ChatMessage[];
  /** The position of the newest message; 0 without messages. Positions may have gaps. */
  lastPosition: number;
}

/** A change of a conversation that was decided over its history. */
export interface ConversationChange {
  /** New messages, appended in this order, and changed ones, replaced in place. */
  save: readonly ChatMessage[];
  /** Ids of messages to delete. */
  remove: readonly string[];
}

/** Returns the messages as they are after the change. */
export function withChange(before: readonly ChatMessage[], { save, remove }: ConversationChange): ChatMessage[] {
  const saved = new Map(save.map((message) => [message.id, message]));
  const kept = before.flatMap((message) => {
    if (remove.includes(message.id)) return [];
    const now = saved.get(message.id) ?? message;
    saved.delete(message.id);
    return [now];
  });
  return [...kept, ...saved.values()];
}

/**
 * Writes a change of a conversation whose row is locked, with the last statement of the transaction.
 * @returns The conversation after the change.
 */
export async function saveChange(
  { tx, tenantId, last }: UnitOfWork,
  input: { conversationId: string; before: ConversationSnapshot; change: ConversationChange; now: Date },
): Promise<ConversationSnapshot> {
  const { conversationId, before, change, now } = input;
  if (change.remove.length > 0) {
    const removal = () =>
      tx.execute(sql`
      DELETE FROM messages
      WHERE tenant_id = ${tenantId} AND conversation_id = ${conversationId}
        AND id IN (${sql.join(
          change.remove.map((id) => sql`${id}`),
          sql`, `,
        )})`);
    await (change.save.length === 0 ? last(removal) : removal());
  }
  const known = new Set(before.messages.map(({ id }) => id));
  let { lastPosition } = before;
  const at = now.toISOString();
  const rows = change.save.map(({ id, role, parts, metadata }) => {
    // An existing message keeps its position: only its content is replaced.
    const position = known.has(id) ? 0 : ++lastPosition;
    const about = metadata === undefined ? null : JSON.stringify(metadata);
    return sql`(${tenantId}, ${conversationId}, ${id}, ${position}, ${role}, ${JSON.stringify(parts)}, ${about}, ${at})`;
  });
  if (rows.length > 0) {
    await last(() =>
      tx.execute(sql`
      INSERT INTO messages (tenant_id, conversation_id, id, position, role, parts, metadata, created_at)
      VALUES ${sql.join(rows, sql`, `)}
      ON CONFLICT (tenant_id, conversation_id, id)
        DO UPDATE SET parts = excluded.parts, metadata = excluded.metadata`),
    );
  }
  return { version: before.version, messages: withChange(before.messages, change), lastPosition };
}
