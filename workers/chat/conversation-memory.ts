import type { ChatMessage } from '../../contracts/chat.ts';
import type { Said } from '../domain/conversations/said.ts';

/**
 * What a session remembers of its conversation from one turn to the next, and of whom. It is a copy: the database says
 * at each turn, by the conversation's version, whether it still is true.
 */
export interface ConversationMemory {
  last: { userId: string; said: Said } | undefined;
}

/** What was said with an answer in it; undefined when somebody else changed the conversation in between. */
export function withAnswer(
  before: Said,
  answer: ChatMessage,
  { version, position }: { version: number; position: number },
): Said | undefined {
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
