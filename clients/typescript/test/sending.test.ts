import { expect, it, vi } from 'vitest';
import { Sending } from '../src/sending.ts';
import { BASE, fakeServer, json, lost, problem } from './fakes.ts';

vi.mock('../src/wait.ts', () => ({ wait: async () => undefined, backoffMs: () => 0 }));

function sendingTo(server: ReturnType<typeof fakeServer>, accessToken = async (_refused?: string) => 'token') {
  const clock = { nowMs: 0 };
  const sending = new Sending({ fetch: server.fetch, accessToken, now: () => clock.nowMs });
  const order = async (sku = 'PIZZA') =>
    await sending.send(new Request(`${BASE}/v1/orders`, { method: 'POST', body: JSON.stringify({ sku }) }), true);
  return { sending, order, clock };
}
const keys = ({ requests }: ReturnType<typeof fakeServer>) => requests.map(({ headers }) => headers['idempotency-key']);

it('sends a keyed write again with the same key until it is answered', async () => {
  const server = fakeServer(lost(), problem('unavailable', 503), problem('request_in_progress', 409), json({}, 201));
  const response = await sendingTo(server).order();
  expect(response.status).toBe(201);
  expect(new Set(keys(server)).size).toBe(1);
  expect(server.requests).toHaveLength(4);
  expect(server.last()?.body).toBe('{"sku":"PIZZA"}');
});

it('keeps the key for the caller who tries again, and takes another once there was an answer', async () => {
  const away = Array.from({ length: 6 }, () => lost());
  const server = fakeServer(...away, json({}, 201), json({}, 201), json({}, 201));
  const { order } = sendingTo(server);
  await expect(order()).rejects.toThrow('fetch failed');
  await order();
  await order();
  await order('PASTA');
  const made = keys(server);
  expect(new Set(made.slice(0, 7)).size).toBe(1);
  expect(new Set(made).size).toBe(3);
});

it('takes another key when the caller comes back much later: that is another order', async () => {
  const away = Array.from({ length: 12 }, () => lost());
  const server = fakeServer(...away, json({}, 201));
  const { order, clock } = sendingTo(server);
  await expect(order()).rejects.toThrow();
  clock.nowMs += 4 * 60_000;
  await expect(order()).rejects.toThrow();
  clock.nowMs += 6 * 60_000;
  await order();
  const made = keys(server);
  expect([new Set(made.slice(0, 12)).size, new Set(made).size]).toEqual([1, 2]);
});

it('repeats no write without a key, and every read', async () => {
  const { sending } = sendingTo(fakeServer(lost(), json({})));
  await expect(sending.send(new Request(`${BASE}/v1/chat`, { method: 'POST', body: '{}' }))).rejects.toThrow();
  const reads = fakeServer(lost(), problem('rate_limited', 429, { 'retry-after': '1' }), json([1]));
  expect(await (await sendingTo(reads).sending.send(new Request(`${BASE}/v1/products`))).json()).toEqual([1]);
});

it('does not wait longer than its caller would', async () => {
  const server = fakeServer(problem('budget_exhausted', 429, { 'retry-after': '86400' }));
  expect((await sendingTo(server).sending.send(new Request(`${BASE}/v1/products`))).status).toBe(429);
  expect(server.requests).toHaveLength(1);
});

it('gets another token when one is refused, once', async () => {
  const asked: Array<string | undefined> = [];
  const accessToken = async (refused?: string) => {
    asked.push(refused);
    return refused === undefined ? 'old' : 'new';
  };
  const server = fakeServer(problem('token_expired', 401), json({}, 201));
  const { sending } = sendingTo(server, accessToken);
  const say = new Request(`${BASE}/v1/chat`, { method: 'POST', body: '{}' });
  expect((await sending.send(say)).status).toBe(201);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  expect(asked).toEqual([undefined, 'old']);
  const refusing = fakeServer(problem('unauthenticated', 401));
  expect((await sendingTo(refusing, accessToken).sending.send(new Request(`${BASE}/v1/orders`))).status).toBe(401);
  expect(refusing.requests).toHaveLength(2);
});

it('knows a wrong password from a token that has ended, and asks no token where one is got', async () => {
  const server = fakeServer(problem('invalid_credentials', 401));
  const { sending } = sendingTo(server);
  await sending.send(new Request(`${BASE}/v1/auth/password`, { method: 'POST', body: '{}' }));
  await sending.send(new Request(`${BASE}/v1/auth/login`, { method: 'POST', body: '{}' }));
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token', undefined]);
});

it('sends bytes as they are', async () => {
  const bytes = new Uint8Array([0x52, 0xff, 0x00, 0xfe]);
  let sent: unknown;
  const sending = new Sending({
    fetch: async (_url, init) => {
      sent = new Uint8Array(await new Response(init?.body).arrayBuffer());
      return new Response();
    },
    accessToken: async () => 'a',
    now: Date.now,
  });
  await sending.send(new Request(`${BASE}/v1/products/1/image`, { method: 'PUT', body: bytes }));
  expect(sent).toEqual(bytes);
});
