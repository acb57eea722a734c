import { useChat } from '@ai-sdk/react';
import { createClient, unwrap } from '@ragline/client';
import { chat } from '@ragline/client/chat';
import { isToolUIPart, lastAssistantMessageIsCompleteWithApprovalResponses, type UIMessage } from 'ai';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const api = new URLSearchParams(location.search).get('api') ?? 'http://127.0.0.1:8787';
const shop = createClient({ baseUrl: api, tenant: 'bistro' });
const { data: menu } = await unwrap(shop.api.GET('/v1/products', { params: { query: { limit: 12 } } }));
// Each guest has one conversation.
const id = (await shop.session())?.userId ?? '';
const history = (await shop.api.GET('/v1/chat/{id}', { params: { path: { id } } })).data?.messages as UIMessage[];
const transport = chat(shop);

function Storefront() {
  const [orders, setOrders] = useState<Record<string, string[]>>({});
  useEffect(() => {
    const leaving = new AbortController();
    const follow = async () => {
      // From the first event on: so the page has every order of its guest, also after a reload.
      for await (const { data } of shop.events({ topics: ['orders'], after: 0, signal: leaving.signal })) {
        if (!('order' in data)) continue;
        const { number, status } = data.order;
        setOrders((shown) => ({ ...shown, [number]: [...(shown[number] ?? []), status] }));
      }
    };
    void follow();
    return () => leaving.abort();
  }, []);
  const { messages, sendMessage, addToolApprovalResponse, status, error } = useChat({
    ...{ id, messages: history, resume: true, transport },
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
  });
  return (
    <main>
      <ul id="menu">
        {menu.map(({ sku, name, price }) => (
          <li key={sku}>
            {name}, {price.amount / 100} {price.currency}
          </li>
        ))}
      </ul>
      <ul id="orders">
        {Object.entries(orders).map(([number, steps]) => (
          <li key={number}>{steps.join(', ')}</li>
        ))}
      </ul>
      {messages.map((message) => (
        <article key={message.id} className={message.role}>
          {message.parts.map((part, index) => {
            const key = `${message.id} ${index}`;
            if (part.type === 'text') return <p key={key}>{part.text}</p>;
            if (!isToolUIPart(part) || part.state !== 'approval-requested') return null;
            const approve = () => addToolApprovalResponse({ id: part.approval.id, approved: true });
            return (
              <button key={key} type="button" className="approve" onClick={approve}>
                Place the order
              </button>
            );
          })}
        </article>
      ))}
      <form action={(form) => void sendMessage({ text: String(form.get('text')) })}>
        <input name="text" aria-label="Message" /> <output id="status">{error?.message ?? status}</output>
      </form>
    </main>
  );
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Storefront />);
