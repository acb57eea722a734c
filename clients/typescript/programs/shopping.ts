import { createClient, RaglineError, unwrap } from '@ragline/client';
import { chat } from '@ragline/client/chat';
import { readUIMessageStream, type UIMessage } from 'ai';

/** A third-party program on the client alone: a guest reads the menu, orders, follows the order and chats. */
export async function shopping(baseUrl: string) {
  const shop = createClient({ baseUrl, tenant: 'bistro' });
  const menu = await unwrap(shop.api.GET('/v1/products', { params: { query: { limit: 5 } } }));

  let created: Promise<string | undefined> | undefined;
  await new Promise<void>((onOpen) => {
    created = (async () => {
      for await (const event of shop.events({ topics: ['orders'], onOpen })) {
        if (event.type === 'order_created') return event.data.order.id;
      }
      return undefined;
    })();
  });
  const body = { items: [{ sku: 'ESPRESSO', quantity: 2 }] };
  // Clicked twice.
  const orders = await Promise.all([1, 2].map(() => unwrap(shop.api.POST('/v1/orders', { body }))));

  const refused = await unwrap(
    shop.api.POST('/v1/orders', { body: { items: [{ sku: 'NO-SUCH-DISH', quantity: 1 }] } }),
  ).catch((error: unknown) => (error instanceof RaglineError ? error.code : String(error)));
  // @ts-expect-error: there is no such status.
  const wrong = await shop.api.GET('/v1/orders', { params: { query: { status: 'shipped' } } });

  const question: UIMessage = {
    id: 'q1',
    role: 'user',
    parts: [{ type: 'text', text: 'What do you have with eggs?' }],
  };
  const asked = { chatId: crypto.randomUUID(), messageId: undefined, abortSignal: undefined };
  const stream = await chat(shop).sendMessages({ ...asked, trigger: 'submit-message', messages: [question] });
  let answer: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream })) answer = message;
  return {
    names: menu.data.map(({ name }) => name),
    orders: orders.map(({ id }) => id),
    followed: await created,
    refused,
    wrong: wrong.error?.code,
    roles: (await shop.session())?.roles,
    answered: answer?.parts.some(({ type }) => type === 'text'),
  };
}
