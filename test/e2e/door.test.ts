import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import type { Product } from '../../contracts/product.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { UiChat } from '../support/ui-chat.ts';
import { until } from '../support/until.ts';

let home: SystemHome;
let system: StartedSystem;
let customer: HttpUser;
let owner: HttpUser;

beforeAll(async () => {
  home = await newHome();
  system = await startSystem(home, { RAGLINE_DOOR: '1' });
  customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
  owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
});
afterAll(async () => {
  await system?.kill();
  home?.remove();
});

/** The lines of the log that one of the two Workers wrote. */
const logOf = (worker: 'ragline' | 'ragline-edge'): string =>
  system
    .log()
    .split('\n')
    .filter((line) => line.startsWith(`[${worker}] `))
    .join('\n');

describe('the door before the core', () => {
  it('answers a menu page and a product itself after the first read', async () => {
    const [product] = (await customer.get<{ data: Product[] }>('/v1/products?limit=3')).data;
    const path = `/v1/products/${product?.id}`;
    await customer.get(path);
    const again = await customer.call('GET', path, undefined, { 'x-request-id': 'answered-at-the-door' });
    expect(await again.json()).toEqual(product);
    await until(
      async () => logOf('ragline-edge'),
      (log) => log.includes('answered-at-the-door'),
    );
    expect(logOf('ragline')).not.toContain('answered-at-the-door');
    const held = await customer.call('GET', path, undefined, { 'if-none-match': `"v${product?.version}"` });
    expect(held.status).toBe(304);
  });

  it('shows an owner their own change at once, and a customer within five seconds', async () => {
    const [product] = (await customer.get<{ data: Product[] }>('/v1/products?search=Tiramisu')).data;
    const path = `/v1/products/${product?.id}`;
    const stock = async (user: HttpUser) => (await user.get<Product>(path)).stock;
    await stock(customer);
    expect((await owner.call('PATCH', path, { stock: 77 })).status).toBe(200);
    expect(await stock(owner)).toBe(77);
    await until(
      () => stock(customer),
      (seen) => seen === 77,
      5_000,
    );
  });

  it('serves the pages, and passes other requests on', async () => {
    const page = await fetch(`${home.url}/s/bistro`);
    expect(await page.text()).toContain('<script');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect((await fetch(`${home.url}/docs/swagger-ui.css`)).status).toBe(200);
    expect((await fetch(`${home.url}/openapi.json`)).status).toBe(200);
    expect((await fetch(`${home.url}/assets/nothing.js`)).status).toBe(404);
    expect((await fetch(`${home.url}/v1/orders`)).status).toBe(401);
  });

  it('passes an order on, and its event back over SSE and over WebSocket', async () => {
    const stream = customer.subscribe(['order_created']);
    await stream.opened;
    const socket = await customer.socket();
    await until(
      async () => socket.frames,
      (frames) => frames.some((frame) => frame.type === 'ready'),
    );
    const body = { items: [{ sku: 'TIRAMISU', quantity: 1 }] };
    const placed = await customer.call('POST', '/v1/orders', body, { 'idempotency-key': 'through-the-door' });
    expect(placed.status).toBe(201);
    const order = (await placed.json()) as Order;
    await until(
      async () => stream.seen,
      (seen) => seen.length > 0,
    );
    await until(
      async () => socket.frames,
      (frames) => frames.some((frame) => frame.type === 'event'),
    );
    expect(await customer.get<Order>(`/v1/orders/${order.id}`)).toMatchObject({ id: order.id });
    stream.close();
    socket.close();
  });

  it('streams a conversation chunk by chunk', async () => {
    const chat = new UiChat({ api: `${home.url}/v1/chat`, token: customer.token, fetch });
    expect(await chat.say('something vegan under 12 euros')).toMatch(/EUR \d+\.\d\d/);
  });
});
