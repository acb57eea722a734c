import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { Order } from '../../contracts/order.ts';
import type { Page } from '../../contracts/page.ts';
import type { NewWebhookEndpoint, WebhookDelivery, WebhookDeliveryDetail } from '../../contracts/webhook.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

const PATH = '/v1/webhook-endpoints';

interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

let home: SystemHome;
let system: StartedSystem;
let owner: HttpUser;
let customer: HttpUser;
let receiver: Server;
let receiverUrl: string;
const received: Received[] = [];
let failures = 1;

/** A shop's server, with a path for each way to behave. */
function behave(path: string, request: IncomingMessage, response: ServerResponse): void {
  switch (path) {
    case '/fails-once':
      failures -= 1;
      response.writeHead(failures >= 0 ? 500 : 200).end('handled');
      return;
    case '/redirects':
      response.writeHead(302, { location: `${receiverUrl}/elsewhere` }).end();
      return;
    case '/hangs':
      return;
    case '/closes':
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half a', () => request.socket.destroy());
      return;
    default:
      response.writeHead(200).end('ok');
  }
}

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const path = request.url ?? '';
      received.push({ path, headers, body: Buffer.concat(chunks).toString() });
      behave(path, request, response);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  receiverUrl = `http://127.0.0.1:${address.port}`;
  home = await newHome();
  system = await startSystem(home);
  owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
  customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
});
afterAll(async () => {
  await system?.kill();
  receiver?.closeAllConnections();
  receiver?.close();
  home?.remove();
});

async function newEndpoint(path: string): Promise<NewWebhookEndpoint> {
  const response = await owner.call('POST', PATH, { url: `${receiverUrl}${path}` });
  expect(response.status).toBe(201);
  return (await response.json()) as NewWebhookEndpoint;
}

async function newOrder(): Promise<Order> {
  const body = { items: [{ sku: 'TIRAMISU', quantity: 1 }] };
  const response = await customer.call('POST', '/v1/orders', body, { 'idempotency-key': crypto.randomUUID() });
  expect(response.status).toBe(201);
  return (await response.json()) as Order;
}

/** Events of an order that arrived at a path, verified as a receiver does. */
function verified({ secret }: NewWebhookEndpoint, path: string, orderId: string): EventEnvelope[] {
  return received
    .filter((request) => request.path === path && request.body.includes(orderId))
    .map((request) => new Webhook(secret).verify(request.body, request.headers) as EventEnvelope);
}

const deliveriesOf = async ({ id }: NewWebhookEndpoint): Promise<WebhookDelivery[]> =>
  (await owner.get<Page<WebhookDelivery>>(`${PATH}/${id}/deliveries`)).data;

async function lastAttempt(endpoint: NewWebhookEndpoint, delivery: WebhookDelivery | undefined) {
  const detail = await owner.get<WebhookDeliveryDetail>(`${PATH}/${endpoint.id}/deliveries/${delivery?.id}`);
  return detail.attempt_log[0];
}

const remove = ({ id }: NewWebhookEndpoint) => owner.call('DELETE', `${PATH}/${id}`);

describe('a shop’s server', () => {
  it('gets an order’s events in their order, verifiable with its secret, while others hang, fail, redirect and break off', async () => {
    const good = await newEndpoint('/good');
    const others = {
      hangs: await newEndpoint('/hangs'),
      failsOnce: await newEndpoint('/fails-once'),
      redirects: await newEndpoint('/redirects'),
      closes: await newEndpoint('/closes'),
    };
    const order = await newOrder();
    for (const status of ['confirmed', 'preparing', 'ready']) {
      expect((await owner.call('PATCH', `/v1/orders/${order.id}`, { status })).status).toBe(200);
    }
    const events = await until(
      async () => verified(good, '/good', order.id),
      (seen) => seen.length >= 4,
      60_000,
    );
    expect(events.map(({ type }) => type)).toEqual(['order_created', ...Array(3).fill('order_updated')]);
    expect(events.map(({ sequence }) => sequence)).toEqual(
      events.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
    );
    expect(
      new Set(received.filter(({ path }) => path === '/good').map(({ headers }) => headers['webhook-id'])).size,
    ).toBe(4);

    const retried = await until(
      async () => await deliveriesOf(others.failsOnce),
      (found) => found.length === 4 && found.every(({ status }) => status === 'delivered'),
      60_000,
    );
    expect(retried.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 2]);
    const [failed, again] = received.filter(({ path }) => path === '/fails-once');
    expect(again?.headers['webhook-id']).toBe(failed?.headers['webhook-id']);
    expect(again?.body).toBe(failed?.body);
    expect(verified(others.failsOnce, '/fails-once', order.id).map(({ sequence }) => sequence)).toEqual([
      events[0]?.sequence,
      ...events.map(({ sequence }) => sequence),
    ]);

    const closed = await deliveriesOf(others.closes);
    expect(closed.map(({ status }) => status)).toEqual(Array(4).fill('delivered'));
    const redirected = (await deliveriesOf(others.redirects)).at(-1);
    expect(await lastAttempt(others.redirects, redirected)).toMatchObject({ outcome: 'refused', response_status: 302 });
    expect(received.filter(({ path }) => path === '/elsewhere')).toEqual([]);

    const hung = await until(
      async () => (await deliveriesOf(others.hangs)).at(-1),
      (delivery) => (delivery?.attempts ?? 0) >= 1,
      60_000,
    );
    expect(await lastAttempt(others.hangs, hung)).toMatchObject({ outcome: 'timeout', response_status: null });
    for (const endpoint of [good, ...Object.values(others)]) expect((await remove(endpoint)).status).toBe(204);
  });

  it('can be tried out, and gets an event again on demand, under the same id', async () => {
    const endpoint = await newEndpoint('/tried');
    const test = (await (await owner.call('POST', `${PATH}/${endpoint.id}/test`)).json()) as WebhookDelivery;
    const seen = () => received.filter(({ headers }) => headers['webhook-id'] === test.event_id);
    await until(
      async () => seen(),
      (requests) => requests.length === 1,
      30_000,
    );
    const path = `${PATH}/${endpoint.id}/deliveries/${test.id}`;
    await until(
      async () => await owner.get<WebhookDelivery>(path),
      ({ status }) => status === 'delivered',
    );
    expect((await owner.call('POST', `${path}/resend`)).status).toBe(202);
    const [first, second] = await until(
      async () => seen(),
      (requests) => requests.length === 2,
      30_000,
    );
    expect(second?.body).toBe(first?.body);
    expect(new Webhook(endpoint.secret).verify(second?.body ?? '', second?.headers ?? {})).toMatchObject({
      type: 'webhook_test',
    });
    await remove(endpoint);
  });

  it('gets every event of orders placed before the system was killed', async () => {
    const endpoint = await newEndpoint('/after-a-crash');
    const orders = [await newOrder(), await newOrder(), await newOrder()];
    await system.kill();
    system = await startSystem(home);
    const arrived = await until(
      async () => orders.map(({ id }) => verified(endpoint, '/after-a-crash', id).length),
      (counts) => counts.every((count) => count >= 1),
      120_000,
    );
    expect(arrived).toHaveLength(3);
    expect((await deliveriesOf(endpoint)).length).toBe(3);
    await remove(endpoint);
  });

  it('cannot be at a private address, an internal name or another protocol', async () => {
    for (const url of [
      'http://10.0.0.1/',
      'http://169.254.169.254/',
      'https://localhost.internal/',
      'ftp://127.0.0.1/',
    ]) {
      const response = await owner.call('POST', PATH, { url });
      expect([url, response.status]).toEqual([url, 422]);
      await response.body?.cancel();
    }
  });
});
