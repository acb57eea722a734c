import type { ChatMessage, Conversation } from '../../../contracts/chat.ts';
import type { conversations, messages } from '../../../schema/tables/conversations.ts';

/** A conversation as clients see it. */
export function toConversation(row: typeof conversations.$inferSelect): Conversation {
  return {
    id: row.id,
    title: row.title,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** A stored message as clients see it. */
export function toChatMessage(
  row: Pick<typeof messages.$inferSelect, 'id' | 'role' | 'parts' | 'metadata'>,
): ChatMessage {
  return {
    id: row.id,
    role: row.role,
    parts: asParts(row.parts),
    ...(row.metadata === null ? {} : { metadata: row.metadata }),
  };
}

/** Only `saveMessages` writes this column, and it takes parts that have a type. */
function asParts(parts: unknown[]): ChatMessage['parts'] {
  return parts as ChatMessage['parts'];
}
