import type { UIMessage, UIMessageChunk } from 'ai';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Conversation, ConversationOptions } from '../shared/chat/chat-host.ts';
import { foldChunk, isDecided, withDecision } from './fold-chunk.ts';

/** The part of the AI SDK's `useChat` that the chat needs, without its weight. */
export function useConversation({ id, messages: history, transport }: ConversationOptions): Conversation {
  const [messages, setMessages] = useState(history);
  const [status, setStatus] = useState<Conversation['status']>('ready');
  const [error, setError] = useState<Error>();
  /** The messages as the next chunk finds them: a stream is faster than a render. */
  const latest = useRef(history);
  const leaving = useRef<AbortController>(undefined);

  const show = useCallback((next: UIMessage[]): void => {
    latest.current = next;
    setMessages(next);
  }, []);

  const run = useCallback(
    async (open: (signal: AbortSignal) => Promise<ReadableStream<UIMessageChunk> | null>): Promise<void> => {
      leaving.current ??= new AbortController();
      const { signal } = leaving.current;
      try {
        const stream = await open(signal);
        for await (const chunk of chunksOf(stream)) {
          setStatus('streaming');
          if (chunk.type === 'error') throw new Error(chunk.errorText);
          show(withChunk(latest.current, chunk));
        }
        setStatus('ready');
      } catch (failure) {
        if (signal.aborted) return;
        setError(failure instanceof Error ? failure : new Error(String(failure)));
        setStatus('error');
      }
    },
    [show],
  );

  useEffect(() => {
    void run((abortSignal) => transport.reconnectToStream({ chatId: id, abortSignal }));
    return () => {
      leaving.current?.abort();
      leaving.current = undefined;
    };
  }, [run, transport, id]);

  const send = async (): Promise<void> => {
    setStatus('submitted');
    setError(undefined);
    const asked = { trigger: 'submit-message', chatId: id, messageId: undefined, messages: latest.current } as const;
    await run((abortSignal) => transport.sendMessages({ ...asked, abortSignal }));
  };
  return {
    messages,
    status,
    error,
    setMessages: show,
    clearError: () => setError(undefined),
    sendMessage: async ({ text }) => {
      show([...latest.current, { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text }] }]);
      await send();
    },
    addToolApprovalResponse: async ({ id: approval, approved }) => {
      const decided = latest.current.map((message) => withDecision(message, approval, approved));
      show(decided);
      const last = decided.at(-1);
      if (last !== undefined && isDecided(last)) await send();
    },
  };
}

/** Puts a chunk into the answer that it belongs to: the last message, unless that is the person's own. */
function withChunk(messages: UIMessage[], chunk: UIMessageChunk): UIMessage[] {
  const last = messages.at(-1);
  if (last?.role === 'assistant') return [...messages.slice(0, -1), foldChunk(last, chunk)];
  return [...messages, foldChunk({ id: crypto.randomUUID(), role: 'assistant', parts: [] }, chunk)];
}

/** A stream's chunks. Not every browser can iterate a stream. */
async function* chunksOf(stream: ReadableStream<UIMessageChunk> | null): AsyncGenerator<UIMessageChunk> {
  const reader = stream?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (next === undefined || next.done) return;
    yield next.value;
  }
}
