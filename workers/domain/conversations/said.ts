import { sql } from 'drizzle-orm';
import type { ChatMessage } from '../../../contracts/chat.ts';
import { messages } from '../../../schema/tables/conversations.ts';
import type { UnitOfWork } from '../context.ts';

/** The messages of a conversation as they were at a version of it, oldest first. */
export interface Said {
  version: number;
  messages: ChatMessage[];
  /** Of the newest message; 0 when there is none. Positions may have gaps. */
  lastPosition: number;
}

/** What a decision over a conversation's history does to it. */
export interface ConversationChange<T> {
  /** New messages, appended in this order, and changed ones, replaced where they stand. */
  save: readonly ChatMessage[];
  /** Ids of messages to take out. */
  remove: readonly string[];
  result: T;
}

/** Writes a change of a conversation whose row is locked. @returns The messages as they are then. */
export async function saveChange(
  { tx, tenantId }: UnitOfWork,
  input: { conversationId: string; said: Said; change: Omit<ConversationChange<unknown>, 'result'>; now: Date },
): Promise<Said> {
  const { conversationId, said, change, now } = input;
  if (change.remove.length > 0) {
    await tx.execute(sql`
      DELETE FROM messages
      WHERE tenant_id = ${tenantId} AND conversation_id = ${conversationId}
        AND id IN (${sql.join(
          [...change.remove].map((id) => sql`${id}`),
          sql`, `,
        )})`);
  }
  const known = new Set(said.messages.map(({ id }) => id));
  let { lastPosition } = said;
  const values = change.save.map(({ id, role, parts, metadata }) => ({
    tenantId,
    conversationId,
    id,
    // One that is there keeps its place: only its content is replaced.
    position: known.has(id) ? 0 : ++lastPosition,
    role,
    parts,
    metadata: metadata ?? null,
    createdAt: now,
  }));
  if (values.length > 0) {
    await tx
      .insert(messages)
      .values(values)
      .onConflictDoUpdate({
        target: [messages.tenantId, messages.conversationId, messages.id],
        set: { parts: sql`excluded.parts`, metadata: sql`excluded.metadata` },
      });
  }
  return { version: said.version, messages: changed(said.messages, change), lastPosition };
}

function changed(before: readonly ChatMessage[], { save, remove }: Omit<ConversationChange<unknown>, 'result'>) {
  const saved = new Map(save.map((message) => [message.id, message]));
  const kept = before.flatMap((message) => {
    if (remove.includes(message.id)) return [];
    const now = saved.get(message.id) ?? message;
    saved.delete(message.id);
    return [now];
  });
  return [...kept, ...saved.values()];
}
