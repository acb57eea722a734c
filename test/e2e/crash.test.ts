import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import { HttpUser, type SeenEvent } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

/** How often the system is killed; more by RAGLINE_CRASH_ROUNDS. */
const ROUNDS = Number(process.env.RAGLINE_CRASH_ROUNDS ?? 3);
const seed = Number(process.env.RAGLINE_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));

let home: SystemHome;
let system: StartedSystem;
const logIn = () => HttpUser.logIn(home.url, 'grocer', 'owner@grocer.test');

beforeAll(async () => {
  home = await newHome();
  system = await startSystem(home, {}, { byNpm: true });
});
afterAll(async () => {
  await system?.kill();
  home?.remove();
});

async function everyEvent(user: HttpUser): Promise<SeenEvent[]> {
  const events: SeenEvent[] = [];
  for (let after = 0; ; ) {
    const page = await user.get<{ data: SeenEvent[]; next_after: number; head: number }>(
      `/v1/events?after=${after}&limit=1000&topics=orders`,
    );
    events.push(...page.data);
    if (page.next_after >= page.head) return events;
    after = page.next_after;
  }
}

describe(`killed ${ROUNDS} times while orders come in (seed ${seed})`, () => {
  it(
    'delivers every committed order’s events, once and in order',
    async () => {
      let state = seed;
      const random = () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      };
      // A client that resumes by itself, from before the first order to after the last crash.
      const live: SeenEvent[] = [];
      let acknowledged = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const user = await logIn();
        const killAt = Date.now() + 100 + random() * 900;
        const lanes = Array.from({ length: 3 }, async (_, lane) => {
          for (let i = 0; Date.now() < killAt; i++) {
            const body = { items: [{ sku: 'PASTA-500', quantity: 1 }] };
            const response = await user.call('POST', '/v1/orders', body, {
              'idempotency-key': `${round}-${lane}-${i}`,
            });
            if (response.status !== 201) return;
            acknowledged += 1;
            const { id } = (await response.json()) as Order;
            if (i % 3 === 0) await user.call('PATCH', `/v1/orders/${id}`, { status: 'confirmed' });
          }
        });
        const running = Promise.allSettled(lanes);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, killAt - Date.now())));
        await system.kill();
        await running;
        system = await startSystem(home, {}, { byNpm: true });
      }

      const user = await logIn();
      const stream = user.subscribe(['order_created', 'order_updated'], 0);
      const orders = await user.every<Order>('/v1/orders');
      expect(orders.length).toBeGreaterThanOrEqual(acknowledged);
      const expected = orders.flatMap((order) =>
        Array.from({ length: order.version }, (_, index) => `${order.id} v${index + 1}`),
      );
      const describeAll = (events: SeenEvent[]) =>
        events.map(({ data }) => `${data.order?.id} v${data.order?.version}`);
      const pulled = await until(
        () => everyEvent(user),
        (events) => events.length >= expected.length,
        30_000,
      );
      await until(
        async () => stream.seen,
        (seen) => seen.length >= expected.length,
        30_000,
      );
      live.push(...stream.seen);
      stream.close();

      // Every one, once; and of each order, in the order of its versions.
      expect(describeAll(pulled).toSorted()).toEqual(expected.toSorted());
      expect(describeAll(live)).toEqual(describeAll(pulled));
      for (const order of orders) {
        const versions = pulled
          .filter(({ data }) => data.order?.id === order.id)
          .map(({ data }) => data.order?.version);
        expect(versions).toEqual(versions.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
      }
      expect(pulled.map(({ sequence }) => sequence)).toEqual(pulled.map((_, index) => index + 1));
      expect(new Set(pulled.map(({ id }) => id)).size).toBe(pulled.length);
      console.log(
        `seed ${seed}: ${ROUNDS} kills, ${acknowledged} acknowledged, ${orders.length} committed, ${pulled.length} events`,
      );
    },
    60_000 + ROUNDS * 40_000,
  );
});

describe('stopped by Ctrl-C', () => {
  it('leaves no process behind and keeps its data', async () => {
    const before = (await (await logIn()).every<Order>('/v1/orders')).length;
    expect(await system.interrupt()).toEqual([]);
    expect(system.output()).toContain('stopping');
    await expect(fetch(`${home.url}/healthz`)).rejects.toThrow();
    system = await startSystem(home, {}, { byNpm: true });
    expect(system.output()).not.toContain('put in the demo tenants');
    expect((await (await logIn()).every<Order>('/v1/orders')).length).toBe(before);
  }, 120_000);
});

describe('a start that cannot work', () => {
  it('says in one line that the port is in use', async () => {
    const other = await newHome({ empty: true });
    const attempt = startSystem({ ...other, port: home.port }, {}, { byNpm: true });
    await expect(attempt).rejects.toThrow(new RegExp(`${home.port}`));
    await expect(attempt).rejects.not.toThrow(/\n\s+at /);
    other.remove();
  }, 60_000);

  it('says in one line that the database cannot be reached', async () => {
    const other = await newHome({ empty: true });
    const url = 'postgres://ragline:hunter22@127.0.0.1:9/ragline';
    const attempt = startSystem(other, { DATABASE_URL: url }, { byNpm: true });
    await expect(attempt).rejects.toThrow(/ragline: .*127\.0\.0\.1:9/);
    await expect(attempt).rejects.not.toThrow(/hunter22|\n\s+at /);
    other.remove();
  }, 60_000);
});
