import type { ChatChunk } from '../../contracts/chat.ts';

/** The text for a person whose message moderation refused. */
const REFUSAL = 'I cannot answer that message. Please put it in another way, or ask the shop directly.';

/** An answer that no model gave: the refusal, as any answer streams. */
export function refusalStream({ messageId, turnId }: { messageId: string; turnId: string }): ReadableStream<ChatChunk> {
  const messageMetadata = { model: 'moderation', offline: false, turn_id: turnId, refused: true };
  const chunks: ChatChunk[] = [
    { type: 'start', messageId, messageMetadata },
    { type: 'start-step' },
    { type: 'text-start', id: 'refusal' },
    { type: 'text-delta', id: 'refusal', delta: REFUSAL },
    { type: 'text-end', id: 'refusal' },
    { type: 'finish-step' },
    { type: 'finish', finishReason: 'content-filter', messageMetadata },
  ];
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}
