import type { UIMessage } from 'ai';
import type { ChatMessage, ChatMetadata } from '../../contracts/chat.ts';

export type RaglineMessage = UIMessage<ChatMetadata>;

/** How much of a conversation a model gets to see. */
const MAX_MESSAGES = 40;

/** The newest messages, beginning with something that a person said, so that no answer stands without its question. */
export function recentHistory<M extends { role: string }>(history: readonly M[]): M[] {
  if (history.length <= MAX_MESSAGES) return [...history];
  const tail = history.slice(-MAX_MESSAGES);
  const start = tail.findIndex((message) => message.role === 'user');
  return tail.slice(Math.max(start, 0));
}

/** Stored messages are UI messages that the AI SDK made and this server wrote; no client wrote a part of an answer. */
export function asUIMessages(history: readonly ChatMessage[]): RaglineMessage[] {
  return history as readonly unknown[] as RaglineMessage[];
}

/** The way back, for the database. */
export function asChatMessage({ id, role, parts, metadata }: RaglineMessage): ChatMessage {
  if (role === 'system') throw new Error('a system message is never stored');
  return {
    id,
    role,
    parts: parts as ChatMessage['parts'],
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
  };
}
