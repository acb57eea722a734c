import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChaosProxy, startChaosProxy } from '../support/node/chaos-proxy.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { followByEventSource, followByReconnectingWebSocket } from '../support/node/resuming-subscribers.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

const DISCONNECTS = 50;

let home: SystemHome;
let system: StartedSystem;
let line: ChaosProxy;

beforeAll(async () => {
  home = await newHome();
  system = await startSystem(home);
  line = await startChaosProxy(home.port);
});
afterAll(async () => {
  await line?.stop();
  await system?.kill();
  home?.remove();
});

describe('third-party clients', () => {
  it(`see every event once, in order, through ${DISCONNECTS} forced disconnects`, async () => {
    const shop = await HttpUser.register(home.url, `line-${Date.now()}`, 'a rather long password');
    const product = { sku: `LINE-${crypto.randomUUID()}`, name: 'Endless', price: { amount: 100, currency: 'EUR' } };
    expect((await shop.call('POST', '/v1/products', product)).status).toBe(201);
    const behindTheLine = new HttpUser(`http://127.0.0.1:${line.port}`, shop.token);
    const subscribers = [followByEventSource(() => behindTheLine), followByReconnectingWebSocket(() => behindTheLine)];
    const placed: string[] = [];
    for (let disconnects = 0; disconnects < DISCONNECTS; ) {
      const json = { items: [{ sku: product.sku, quantity: 1 }] };
      const response = await shop.call('POST', '/v1/orders', json, { 'idempotency-key': crypto.randomUUID() });
      expect(response.status).toBe(201);
      placed.push(((await response.json()) as { id: string }).id);
      // When each has come back, with events on their way.
      if (subscribers.every(({ connections }) => connections > disconnects) && line.sever() > 0) disconnects += 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    for (const subscriber of subscribers) {
      const { name, seen } = subscriber;
      await until(
        async () => seen.length,
        (count) => count >= placed.length,
        30_000,
      );
      // Of two orders, the hub may hear of the later one first: their sequences tell the order for all readers.
      expect([name, seen.map(({ data }) => data.order?.id).toSorted()]).toEqual([name, placed.toSorted()]);
      expect(seen.map(({ sequence }) => sequence)).toEqual(placed.map((_, index) => index + 1));
      expect(subscriber.resets).toBe(0);
      expect(subscriber.connections).toBeGreaterThanOrEqual(DISCONNECTS);
    }
    for (const subscriber of subscribers) subscriber.close();
  });

  it('get a new stream at once after they have abandoned all of theirs', async () => {
    const visit = await fetch(`${home.url}/v1/auth/guest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant_slug: 'bistro' }),
    });
    const { access_token: token } = (await visit.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    const leaving = new AbortController();
    const open = async (signal: AbortSignal | null = null) =>
      await fetch(`${home.url}/v1/events/stream`, { headers, signal });
    const streams = await Promise.all(Array.from({ length: 10 }, () => open(leaving.signal)));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    expect((await open()).status).toBe(429);
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    leaving.abort();
    const again = await open();
    expect(again.status).toBe(200);
    await again.body?.cancel();
  });
});
