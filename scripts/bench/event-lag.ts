import { performance } from 'node:perf_hooks';

/**
 * Order to SSE frame, against a running `npm start`: places orders one after the other, and times each from the
 * moment its request is sent, and from the moment its answer is there (it is committed then), to the moment its
 * `order_created` frame is read. The floor is `GET /healthz` through the same server in the same run.
 *   npm run bench:events [orders] [url]
 */
const ORDERS = Number(process.argv[2] ?? 200);
const URL_BASE = process.argv[3] ?? 'http://127.0.0.1:8787';

const token = await logIn();
const seenAt = new Map<string, number>();
const stream = await openStream();
const sentAt: number[] = [];
const answeredAt: number[] = [];
const ids: string[] = [];
const floor: number[] = [];

for (let i = 0; i < ORDERS; i++) {
  const began = performance.now();
  await (await fetch(`${URL_BASE}/healthz`)).text();
  floor.push(performance.now() - began);

  sentAt.push(performance.now());
  const response = await fetch(`${URL_BASE}/v1/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify({
      items: [
        { sku: 'ESPRESSO', quantity: 1 },
        { sku: 'GELATO', quantity: 1 },
      ],
    }),
  });
  const order = await response.json();
  if (response.status !== 201) throw new Error(`an order was answered ${response.status}`);
  answeredAt.push(performance.now());
  ids.push(textField(order, 'id'));
}
const deadline = Date.now() + 10_000;
while (ids.some((id) => !seenAt.has(id)) && Date.now() < deadline)
  await new Promise((resolve) => setTimeout(resolve, 10));
stream.abort();

const lost = ids.filter((id) => !seenAt.has(id)).length;
const row = (name: string, values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const floorP50 = floor.toSorted((a, b) => a - b)[Math.floor(floor.length / 2)] ?? Number.NaN;
  const figures = [at(0.5), at(0.95), at(0.99)].map((ms) => ms.toFixed(1).padStart(8)).join('');
  console.log(`${name.padEnd(34)}${figures}${(at(0.5) / floorP50).toFixed(2).padStart(10)}`);
};
console.log(`${ORDERS} orders, ${lost} events lost`);
console.log(
  `${'ms'.padEnd(34)}${['p50', 'p95', 'p99'].map((name) => name.padStart(8)).join('')}${'p50/floor'.padStart(10)}`,
);
row('floor: GET /healthz', floor);
row(
  'order: request to answer',
  answeredAt.map((at, i) => at - (sentAt[i] ?? at)),
);
row(
  'order: request to SSE frame',
  ids.map((id, i) => (seenAt.get(id) ?? Number.NaN) - (sentAt[i] ?? 0)),
);
// Below zero: the frame was there before the answer.
row(
  'event: answer to SSE frame',
  ids.map((id, i) => (seenAt.get(id) ?? Number.NaN) - (answeredAt[i] ?? 0)),
);
process.exitCode = lost === 0 ? 0 : 1;

async function logIn(): Promise<string> {
  const response = await fetch(`${URL_BASE}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant_slug: 'bistro', email: 'owner@bistro.test', password: 'ragline-demo' }),
  });
  if (response.status !== 200) throw new Error(`login was answered ${response.status}`);
  return textField(await response.json(), 'access_token');
}

/** Reads the stream and notes when each order's event came. */
async function openStream(): Promise<AbortController> {
  const controller = new AbortController();
  const response = await fetch(`${URL_BASE}/v1/events/stream?topics=orders`, {
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

function textField(value: unknown, name: string): string {
  const field = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof field !== 'string') throw new Error(`the answer has no ${name}`);
  return field;
}
