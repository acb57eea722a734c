import type { ChatMessage } from '../../contracts/chat.ts';
import type { ConversationSnapshot } from '../domain/conversations/conversation-snapshot.ts';

/**
 * A session's copy of its conversation between turns, and the user who owns it. Each turn compares the version with the
 * database's.
 */
export interface ConversationMemory {
  last: { userId: string; snapshot: ConversationSnapshot } | undefined;
}

/** The snapshot with an answer added; undefined when the conversation has changed in between. */
export function withAnswer(
  before: ConversationSnapshot,
  answer: ChatMessage,
  { version, position }: { version: number; position: number },
): ConversationSnapshot | undefined {
  if (version !== before.version + 1) return undefined;
  const isKnown = before.messages.some(({ id }) => id === answer.id);
  return {
    version,
    messages: isKnown
      ? before.messages.map((message) => (message.id === answer.id ? answer : message))
      : [...before.messages, answer],
    lastPosition: Math.max(before.lastPosition, position),
  };
}
