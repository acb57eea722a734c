import { useChat } from '@ai-sdk/react';
import {
  DefaultChatTransport,
  isToolUIPart,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  type UIMessage,
  WebSocketChatTransport,
} from 'ai';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

/**
 * A chat page as a shop would write it: `useChat` as it comes, over SSE or, with `?socket`, over a WebSocket. The API's
 * address is in `?api=`, the conversation's id in the hash.
 */
const query = new URLSearchParams(location.search);
const api = query.get('api') ?? '';
const isSocket = query.has('socket');
const id = location.hash.slice(1);

const call = async (path: string, json?: unknown, token?: string): Promise<Response> =>
  await fetch(`${api}${path}`, {
    method: json === undefined ? 'GET' : 'POST',
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });

const login = { tenant_slug: 'bistro', email: 'customer@bistro.test', password: 'ragline-demo' };
const { access_token: token } = (await (await call('/v1/auth/login', login)).json()) as { access_token: string };
const history = await call(`/v1/chat/${id}`, undefined, token);
const { messages: said } = (history.ok ? await history.json() : { messages: [] }) as { messages: UIMessage[] };

const transport = isSocket
  ? new WebSocketChatTransport<UIMessage>({
      url: `${api}/v1/chat/${id}/ws`,
      params: async () => {
        const made = (await (await call('/v1/events/tickets', {}, token)).json()) as { ticket: string };
        return { ticket: made.ticket };
      },
    })
  : new DefaultChatTransport<UIMessage>({ api: `${api}/v1/chat`, headers: { authorization: `Bearer ${token}` } });

function Page() {
  const chat = useChat({
    id,
    messages: said,
    resume: true,
    transport,
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
  });
  const [text, setText] = useState('');
  const stop = async () => {
    // A dropped stream goes on at the server: it is told as well.
    await call(`/v1/chat/${id}/stop`, {}, token);
    await chat.stop();
  };
  return (
    <main>
      <h1>Bistro</h1>
      <p>
        Status: <output id="status">{chat.status}</output>{' '}
        {chat.error && <strong id="error">{chat.error.message}</strong>}
      </p>
      {chat.messages.map((message) => (
        <article key={message.id} className={message.role}>
          {message.parts.map((part, index) => {
            const key = `${message.id}-${index}`;
            if (part.type === 'text') return <p key={key}>{part.text}</p>;
            if (!isToolUIPart(part)) return null;
            return (
              <p key={key} className="tool" data-state={part.state}>
                {part.type.slice('tool-'.length)}: {part.state}
                {part.state === 'approval-requested' && (
                  <>
                    {' '}
                    <button
                      type="button"
                      className="approve"
                      onClick={() => chat.addToolApprovalResponse({ id: part.approval.id, approved: true })}
                    >
                      Place the order
                    </button>
                  </>
                )}
              </p>
            );
          })}
        </article>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void chat.sendMessage({ text });
          setText('');
        }}
      >
        <input id="text" value={text} onChange={(event) => setText(event.target.value)} placeholder="Say something" />
        <button type="submit">Send</button>
        <button type="button" id="stop" onClick={() => void stop()}>
          Stop
        </button>
        <button type="button" id="regenerate" onClick={() => void chat.regenerate()}>
          Again
        </button>
      </form>
    </main>
  );
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Page />);
