import { performance } from 'node:perf_hooks';
import { z } from 'zod';

const GIVE_UP_AFTER_MS = 10_000;

/** In milliseconds, one for each order. Below zero: the frame was there before the answer. */
export interface OrderToFrame {
  floor: number[];
  toAnswer: number[];
  toFrame: number[];
  fromAnswer: number[];
  lost: number;
}

/**
 * Places orders of two lines one after the other, and times each from the moment its request is sent, and from the
 * moment its answer is there (it is committed then), to the moment its `order_created` frame is read from an SSE stream.
 * The floor is `GET /healthz` through the same server, between the orders.
 */
export async function measureOrderToFrame(of: {
  url: string;
  token: string;
  skus: readonly string[];
  orders: number;
}): Promise<OrderToFrame> {
  const { url, token, skus, orders } = of;
  const seenAt = new Map<string, number>();
  const stream = await openStream(url, token, seenAt);
  const floor: number[] = [];
  const placed: Array<{ id: string; sentAt: number; answeredAt: number }> = [];
  for (let index = 0; index < orders; index++) {
    const began = performance.now();
    await (await fetch(`${url}/healthz`)).text();
    floor.push(performance.now() - began);
    const sentAt = performance.now();
    const id = await placeOrder(url, token, skus);
    placed.push({ id, sentAt, answeredAt: performance.now() });
  }
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  while (placed.some(({ id }) => !seenAt.has(id)) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
  stream.abort();
  const seen = ({ id }: { id: string }) => seenAt.get(id) ?? Number.NaN;
  return {
    floor,
    toAnswer: placed.map(({ sentAt, answeredAt }) => answeredAt - sentAt),
    toFrame: placed.map((order) => seen(order) - order.sentAt),
    fromAnswer: placed.map((order) => seen(order) - order.answeredAt),
    lost: placed.filter(({ id }) => !seenAt.has(id)).length,
  };
}

async function placeOrder(url: string, token: string, skus: readonly string[]): Promise<string> {
  const response = await fetch(`${url}/v1/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify({ items: skus.map((sku) => ({ sku, quantity: 1 })) }),
  });
  const order: unknown = await response.json();
  if (response.status !== 201) throw new Error(`an order was answered ${response.status}`);
  return z.object({ id: z.string() }).parse(order).id;
}

/** Reads the stream and notes when each order's event came. */
async function openStream(url: string, token: string, seenAt: Map<string, number>): Promise<AbortController> {
  const controller = new AbortController();
  const response = await fetch(`${url}/v1/events/stream?topics=orders`, {
    headers: { authorization: `Bearer ${token}` },
    signal: controller.signal,
  });
  if (response.body === null) throw new Error('the stream has no body');
  const opened = Promise.withResolvers<void>();
  const read = async (body: ReadableStream<Uint8Array>) => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      const now = performance.now();
      opened.resolve();
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const id = /^event: order_created\n(?:.*\n)*?data: .*"subject":"orders\/([0-9a-f-]{36})"/m.exec(
          text.slice(0, end),
        )?.[1];
        if (id !== undefined) seenAt.set(id, now);
        text = text.slice(end + 2);
      }
    }
  };
  read(response.body).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  await opened.promise;
  return controller;
}
