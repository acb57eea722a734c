import { chat } from '@ragline/client/chat';
import { useQuery } from '@tanstack/react-query';
import type { DynamicToolUIPart, ToolUIPart, UIMessage } from 'ai';
import { useEffect, useMemo, useRef, useState } from 'react';
import { unwrap } from '../client.ts';
import { useShop, useShopTexts } from '../shop/shop.tsx';
import { stored, useStored } from '../stored.ts';
import { Button } from '../ui/button.tsx';
import { Fault } from '../ui/fault.tsx';
import { SendIcon, StopIcon } from '../ui/icons.tsx';
import { type Conversation as Chat, useChatHost } from './chat-host.ts';
import { Minded, type Restrictions } from './minded.tsx';
import { ToolCard } from './tool-cards.tsx';

/** The conversation that each visitor has open, by their id. The first one has the visitor's own id. */
const conversations = stored<Record<string, string>>('ragline:conversations', (kept) =>
  typeof kept === 'object' && kept !== null ? { ...kept } : {},
);

/** The chat with the shop, over the conversation that this visitor has open. */
export function ChatPanel() {
  const { client, session } = useShop();
  const { texts } = useShopTexts();
  const open = useStored(conversations);
  const userId = session?.userId;
  const { data, error } = useQuery({
    queryKey: ['conversation', userId, userId === undefined ? undefined : open[userId]],
    enabled: userId !== undefined,
    // The chat itself knows better from here on.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async () => {
      const { data: mine } = await unwrap(client.api.GET('/v1/chat', { params: { query: { limit: 100 } } }));
      // Without a choice in this browser, open the visitor's latest conversation from any device.
      const id = open[userId ?? ''] ?? mine[0]?.id ?? userId ?? '';
      if (!mine.some((one) => one.id === id)) return { id, history: [] };
      const { messages } = await unwrap(client.api.GET('/v1/chat/{id}', { params: { path: { id } } }));
      return { id, history: messagesOf(messages) };
    },
  });
  if (error !== null) {
    return (
      <div className="p-5">
        <Fault error={error} />
      </div>
    );
  }
  if (userId === undefined || data === undefined) return <p className="p-6 text-soft">{texts.loading}</p>;
  const begin = (): void => conversations.write({ ...open, [userId]: crypto.randomUUID() });
  return <Conversation key={data.id} id={data.id} history={data.history} onBegin={begin} />;
}

function Conversation({ id, history, onBegin }: { id: string; history: UIMessage[]; onBegin(): void }) {
  const { client } = useShop();
  const { useConversation } = useChatHost();
  const { texts } = useShopTexts();
  const transport = useMemo(() => chat(client), [client]);
  const { messages, sendMessage, setMessages, addToolApprovalResponse, status, error, clearError } = useConversation({
    id,
    messages: history,
    transport,
  });
  const [text, setText] = useState('');
  const isBusy = status === 'submitted' || status === 'streaming';
  const turns = turnsOf(messages);
  const lastTurn = useTurnInSight(turns.length);
  const say = (words: string): void => {
    if (words.trim() === '' || isBusy) return;
    setText('');
    void sendMessage({ text: words.trim() });
  };
  const sayAgain = (): void => {
    clearError();
    const last = messages.findLast(({ role }) => role === 'user');
    if (last === undefined) return;
    setMessages(messages.slice(0, messages.indexOf(last)));
    void sendMessage({ text: textOf(last) });
  };
  const state = (
    <>
      {status === 'submitted' && <p className="animate-pulse text-soft">{texts.thinking}</p>}
      {error !== undefined && (
        <div className="grid gap-2">
          <Fault error={error} />
          <Button onClick={sayAgain}>{texts.tryAgain}</Button>
        </div>
      )}
    </>
  );
  return (
    <div className="flex h-full min-h-0 flex-col bg-card">
      <Minded id={id} latest={mindedIn(messages)} isKnown={history.length > 0} />
      <div
        role="log"
        aria-label={texts.chatLong}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto"
      >
        {messages.length === 0 && <Hello onSay={say} />}
        {turns.map((turn, index) => {
          const isLast = index === turns.length - 1;
          return (
            // The newest turn begins at the top, with room below for its answer.
            <div
              key={turn[0]?.id}
              ref={isLast ? lastTurn : undefined}
              className={`space-y-3 p-4 ${isLast ? 'min-h-full' : ''}`}
            >
              {turn.map((message) => (
                <Message key={message.id} message={message} onDecide={addToolApprovalResponse} onSay={say} />
              ))}
              {isLast && state}
            </div>
          );
        })}
      </div>
      <div className="border-t border-line p-3">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            say(text);
          }}
          className="flex gap-2"
        >
          <input
            value={text}
            onChange={({ target }) => setText(target.value)}
            aria-label={texts.message}
            placeholder={texts.chatHello}
            maxLength={4000}
            autoComplete="off"
            className="h-12 min-w-0 flex-1 rounded-full border border-line bg-page px-5 text-base placeholder:text-soft"
          />
          {isBusy ? (
            <button
              type="button"
              aria-label={texts.stop}
              onClick={() => void client.api.POST('/v1/chat/{id}/stop', { params: { path: { id } } })}
              className="grid size-12 shrink-0 place-items-center rounded-full bg-sunk"
            >
              <StopIcon />
            </button>
          ) : (
            <button
              type="submit"
              aria-label={texts.send}
              className="grid size-12 shrink-0 place-items-center rounded-full bg-brand text-brand-ink"
            >
              <SendIcon />
            </button>
          )}
        </form>
        {messages.length > 0 && (
          <button
            type="button"
            onClick={onBegin}
            className="mt-1 min-h-9 px-2 text-sm text-soft underline-offset-4 hover:underline"
          >
            {texts.newChat}
          </button>
        )}
      </div>
    </div>
  );
}

/** A price to ask for, in minor units: 12 euros, or 1,200 yen. */
const IDEA_MINOR = 1_200;

function Hello({ onSay }: { onSay(words: string): void }) {
  const { shop, format } = useShop();
  const { texts } = useShopTexts();
  return (
    <div className="grid gap-4 px-4 py-8">
      <p className="font-display text-2xl font-semibold">{texts.chatHello}</p>
      <p className="text-soft">{texts.chatHint}</p>
      <div className="flex flex-wrap gap-2">
        {texts.chatIdeas(format.money(IDEA_MINOR, shop?.currency ?? 'EUR')).map((idea) => (
          <button
            key={idea}
            type="button"
            onClick={() => onSay(idea)}
            className="min-h-10 rounded-full border border-line bg-page px-4 text-sm font-medium hover:border-brand"
          >
            {idea}
          </button>
        ))}
      </div>
    </div>
  );
}

type Decide = Chat['addToolApprovalResponse'];

function Message({ message, onDecide, onSay }: { message: UIMessage; onDecide: Decide; onSay(words: string): void }) {
  const { texts } = useShopTexts();
  const isOwn = message.role === 'user';
  if (isOwn) {
    return (
      <article className="ml-10 flex justify-end">
        <h3 className="sr-only">{texts.you}</h3>
        <p className="rounded-2xl rounded-br-md bg-brand px-4 py-2.5 whitespace-pre-wrap text-brand-ink [overflow-wrap:anywhere]">
          {textOf(message)}
        </p>
      </article>
    );
  }
  return (
    <article className="grid gap-3">
      <h3 className="sr-only">{texts.we}</h3>
      {message.parts.map((part, index) => {
        const key = `${message.id} ${index}`;
        if (part.type === 'text' && part.text.trim() !== '') return <Prose key={key} text={part.text} />;
        if (isToolPart(part)) return <ToolCard key={key} part={part} onDecide={onDecide} onSay={onSay} />;
        return null;
      })}
    </article>
  );
}

/** Text of a model, shown as text. Of Markdown it renders bold only. */
const Prose = ({ text }: { text: string }) => (
  <p className="max-w-prose text-[0.9375rem] leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">
    {text.split(/\*\*(.+?)\*\*/).map((piece, index) => {
      const key = `${index} ${piece}`;
      return index % 2 === 1 ? <strong key={key}>{piece}</strong> : <span key={key}>{piece}</span>;
    })}
  </p>
);

/** Each message of a person with the answers to it. */
function turnsOf(messages: UIMessage[]): UIMessage[][] {
  const turns: UIMessage[][] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last === undefined || message.role === 'user') turns.push([message]);
    else last.push(message);
  }
  return turns;
}

/** Scrolls each new turn to the top: an answer is read from its beginning. */
function useTurnInSight(count: number) {
  const turn = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (count > 0)
      turn.current?.parentElement?.scrollTo({ top: turn.current.offsetTop - turn.current.parentElement.offsetTop });
  }, [count]);
  return turn;
}

const textOf = ({ parts }: UIMessage): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');

/** The restrictions that the newest answer took into account. */
function mindedIn(messages: UIMessage[]): Restrictions | undefined {
  for (const { metadata } of messages.toReversed()) {
    const { restrictions } = (metadata ?? {}) as { restrictions?: Restrictions };
    if (restrictions !== undefined) return restrictions;
  }
  return undefined;
}

/** Every part with a call's id is a tool's. */
const isToolPart = (part: UIMessage['parts'][number]): part is ToolUIPart | DynamicToolUIPart => 'toolCallId' in part;

/** The API sends messages in the AI SDK's own shape, which its OpenAPI document cannot name. */
const messagesOf = (messages: unknown): UIMessage[] => messages as UIMessage[];
