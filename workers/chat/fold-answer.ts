import { readUIMessageStream, type UIMessageChunk } from 'ai';
import type { ChatChunk, ChatMessage } from '../../contracts/chat.ts';
import { brokenOff } from '../domain/conversations/approvals.ts';
import { asChatMessage, asUIMessages, type RaglineMessage } from '../llm/recent-history.ts';

/**
 * The answer that a turn's chunks make, in the form that is stored: what its readers saw, with nothing left half
 * open. Undefined when it said nothing.
 */
export async function foldAnswer(
  chunks: readonly ChatChunk[],
  continues: ChatMessage | null,
): Promise<ChatMessage | undefined> {
  const [base] = continues === null ? [] : asUIMessages([structuredClone(continues)]);
  let message: RaglineMessage | undefined;
  const messages = readUIMessageStream<RaglineMessage>({
    stream: streamOf(joinDeltas(chunks)),
    ...(base === undefined ? {} : { message: base }),
    // An `error` chunk was for the readers; a chunk that fits nowhere ends the fold with what came before it.
    onError: () => {},
  });
  for await (const state of messages) message = state;
  if (message === undefined || message.id === '') return undefined;
  const answer = asChatMessage(message);
  const parts = answer.parts.flatMap((part) => settled(part) ?? []).map((part) => storable(part));
  return parts.some((part) => part.type !== 'step-start') ? { ...answer, parts } : undefined;
}

/** A part as it may stand in the history, or nothing for a call whose input never arrived. */
function settled(part: ChatMessage['parts'][number]): ChatMessage['parts'][number] | undefined {
  switch (part.state) {
    case 'input-streaming':
      return undefined;
    case 'input-available':
    case 'approval-responded':
      return brokenOff(part);
    case 'streaming':
      return { ...part, state: 'done' };
    default:
      return part;
  }
}

/** A model may write what PostgreSQL cannot hold: U+0000 and unpaired surrogates, in texts and in tool inputs. */
function storable<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === 'string' ? item.replaceAll('\u0000', '').toWellFormed() : item,
  );
}

/** Neighbouring deltas of one text as one chunk: the AI SDK copies the message at every chunk it reads. */
function joinDeltas(chunks: readonly ChatChunk[]): ChatChunk[] {
  const joined: ChatChunk[] = [];
  for (const chunk of chunks) {
    const last = joined.at(-1);
    if (chunk.type === 'text-delta' && last?.type === 'text-delta' && last.id === chunk.id) {
      joined[joined.length - 1] = { ...last, delta: `${String(last.delta)}${String(chunk.delta)}` };
    } else {
      joined.push(chunk);
    }
  }
  return joined;
}

function streamOf(chunks: readonly ChatChunk[]): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(asUIChunk(chunk));
      controller.close();
    },
  });
}

/** The chat session carries chunks that the AI SDK made, as they are. */
function asUIChunk(chunk: ChatChunk): UIMessageChunk {
  return chunk as unknown as UIMessageChunk;
}
