import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import type { Product } from '../../contracts/product.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { promtoolFindings } from '../support/node/promtool.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { UiChat } from '../support/ui-chat.ts';
import { until } from '../support/until.ts';

let home: SystemHome;
let system: StartedSystem;
let customer: HttpUser;

beforeAll(async () => {
  home = await newHome({ empty: true });
  system = await startSystem(home, {}, { byNpm: true });
  customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
});
afterAll(async () => {
  await system?.kill();
  home?.remove();
});

describe('a new user with the started system', () => {
  it('gets the address, logins and commands from the banner', () => {
    expect(system.output()).toContain(home.url);
    expect(system.output()).toContain('customer@bistro.test');
    expect(system.output()).toContain('curl');
    expect(system.output()).not.toMatch(/eyJ|BEGIN PRIVATE KEY/);
  });

  it('lists a menu', async () => {
    const menu = await customer.get<{ data: Product[] }>('/v1/products?category=pizza&sort=price');
    expect(menu.data.map((product) => product.sku)).toContain('PIZZA-MARINARA');
  });

  it('places an order twice with one key, gets one order, and sees its event over SSE and over WebSocket', async () => {
    const stream = customer.subscribe(['order_created']);
    await stream.opened;
    const socket = await customer.socket();
    await until(
      async () => socket.frames,
      (frames) => frames.some((frame) => frame.type === 'ready'),
    );

    const body = { items: [{ sku: 'TIRAMISU', quantity: 2 }], promo_codes: ['WELCOME10'] };
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const post = () =>
      customer.call('POST', '/v1/orders', body, {
        'idempotency-key': 'my-key',
        traceparent,
        'x-request-id': 'story-request',
      });
    const [first, second] = [await post(), await post()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    const order = JSON.parse(await first.text()) as Order;
    expect(JSON.parse(await second.text())).toEqual(order);
    expect(order).toMatchObject({ subtotal: 1380, discount_total: 138, total: 1242 });

    await until(
      async () => stream.seen,
      (seen) => seen.length > 0,
    );
    await until(
      async () => socket.frames,
      (frames) => frames.some((frame) => frame.type === 'event'),
    );
    // Long enough for a second one to come, if there were one.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(stream.seen).toHaveLength(1);
    expect(stream.seen[0]).toMatchObject({
      type: 'order_created',
      data: { order: { id: order.id } },
      requestid: 'story-request',
    });
    expect(stream.seen[0]).toHaveProperty('traceparent', expect.stringContaining('4bf92f3577b34da6a3ce929d0e0e4736'));
    const events = socket.frames.filter((frame) => frame.type === 'event').map((frame) => frame.event);
    expect(events).toEqual(stream.seen);
    stream.close();
    socket.close();
  });

  it('orders by chat, after approving it', async () => {
    const before = await customer.get<{ data: Order[] }>('/v1/orders');
    const chat = new UiChat({ api: `${home.url}/v1/chat`, token: customer.token, fetch });
    expect(await chat.say('something vegan under 12 euros')).toMatch(/EUR \d+\.\d\d/);
    await chat.say('the first one');
    expect(await chat.say('I have code WELCOME10')).toContain('WELCOME10');
    await chat.say('order it');
    expect((await customer.get<{ data: Order[] }>('/v1/orders')).data).toHaveLength(before.data.length);

    const answer = await chat.decide(true);
    const after = (await customer.get<{ data: Order[] }>('/v1/orders')).data;
    expect(after).toHaveLength(before.data.length + 1);
    expect(after[0]?.promotions).toMatchObject([{ code: 'WELCOME10' }]);
    expect(answer).toContain(String(after[0]?.number));
  });

  it('sees all seven metrics of the brief in Prometheus format', async () => {
    const [product] = (await customer.get<{ data: Array<{ id: string }> }>('/v1/products?limit=1')).data;
    for (let read = 0; read < 2; read++) await customer.get(`/v1/products/${product?.id}`);
    const scrape = async () => await (await fetch(`${home.url}/metrics`)).text();
    const names = [
      'ragline_api_request_duration_seconds_count{method="POST",route="/v1/orders",status="201"} 2',
      // Of two pages and a product, only the product was read twice.
      'ragline_cache_hit_ratio 0.25',
      'ragline_worker_task_duration_seconds_count{queue="ragline-orders",outcome="ok"} ',
      'ragline_outbox_lag_seconds_count ',
      'ragline_stream_lag_seconds_count{topic="chat_tools"} ',
      'ragline_llm_first_token_ms_count{model="offline"} ',
      'ragline_llm_tokens_total{model="offline",kind="output"} ',
      // By the API and by chat; the repeat was none.
      'ragline_orders_total{outcome="placed"} 2',
    ];
    const exposition = await until(scrape, (text) => names.every((name) => text.includes(`\n${name}`)));
    const findings = promtoolFindings(exposition);
    if (findings !== undefined) expect(findings).toEqual([]);
  });

  it('reports every part ready', async () => {
    expect(await customer.get('/readyz')).toEqual({
      status: 'ok',
      database: true,
      redis: true,
      breakers: { redis: 'closed', model: 'closed' },
    });
  });
});
