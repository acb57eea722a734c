import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { CreateOrder, type Order } from '../../contracts/order.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { StoredResponse } from '../../contracts/stored-response.ts';
import { orderHistory, orders } from '../../schema/tables/orders.ts';
import type { Ctx } from '../../workers/domain/context.ts';
import { type IdempotentWork, runOnce } from '../../workers/domain/idempotency/run-once.ts';
import { placeOrder } from '../../workers/domain/orders/place-order.ts';
import { Database } from '../../workers/platform/database.ts';
import { sha256Hex } from '../../workers/platform/ids.ts';
import { RoundTrips } from '../../workers/platform/round-trips.ts';
import { answer, newProduct, newTenant, newUser, postOrder, type TestTenant } from '../support/tenant.ts';
import { openWorker, ownerOf, testConfig } from '../support/worker-services.ts';

const CRASH = new Error('the Worker was killed');

/** A database that dies when it is about to make its n-th round trip. */
const dyingAt = (n: number) => {
  let count = 0;
  return openDatabase(() => {
    count += 1;
    if (count === n) throw CRASH;
  });
};
const openDatabase = (countRoundTrip?: () => void) =>
  new Database(testConfig().database, new RoundTrips(countRoundTrip));

/** A database whose every commit is done, but whose word of it never arrives. */
class SilentDatabase extends Database {
  override async transaction<T>(...args: Parameters<Database['transaction']>): Promise<T> {
    await super.transaction(...args);
    throw CRASH;
  }
}

async function inContext<T>(
  tenant: TestTenant,
  over: Partial<Pick<Ctx, 'db' | 'nudgeRelay'>>,
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  const services = openWorker();
  const principal = ownerOf(tenant);
  try {
    return await work({ ...services, ...over, principal });
  } finally {
    await services.close();
    await over.db?.close();
  }
}

/** A tenant with a limited product and a promotion, and an order of both under one key. */
async function scene() {
  const tenant = await newTenant();
  const { sku, id: productId } = await newProduct(tenant, { stock: 5 });
  const json = { code: 'TEN', name: 'T', kind: 'percentage', value: 1000, currency: 'EUR', per_customer_limit: 1 };
  const promotion = await answer<Promotion>(await tenant.owner.call('POST', '/v1/promotions', { json }), 201);
  const body = CreateOrder.parse({ items: [{ sku, quantity: 2 }], promo_codes: ['TEN'] });
  const request = { route: 'POST /v1/orders', keyHash: await sha256Hex('key'), fingerprint: 'f' };
  const placing: IdempotentWork = async (ctx, claim): Promise<StoredResponse> => {
    const order = await placeOrder({ ctx, input: { ...body, idempotencyClaim: claim } });
    return { status: 201, headers: {}, body: JSON.stringify(order) };
  };
  return {
    tenant,
    request,
    placing,
    once: (ctx: Ctx, work = placing) => runOnce(ctx, request, work),
    /** Retries twice, and finds one effect of everything and the same bytes. */
    async expectOneEffect(): Promise<void> {
      const retry = () => inContext(tenant, {}, (ctx) => runOnce(ctx, request, placing));
      const [first, second] = [await retry(), await retry()];
      expect([second.isReplay, second.response]).toEqual([true, first.response]);
      const order: Order = JSON.parse(first.response.body);
      expect(order).toMatchObject({ number: 1, total: 1800 });
      const used = await answer(await tenant.owner.call('GET', `/v1/promotions/${promotion.id}`), 200);
      expect(used).toMatchObject({ times_used: 1 });
      await inContext(tenant, {}, async ({ db }) => {
        await db.transaction({ systemWorkIn: tenant.tenantId }, async (tx) => {
          expect(await tx.select({ id: orders.id }).from(orders)).toEqual([{ id: order.id }]);
          expect(await tx.select({ id: orderHistory.orderId }).from(orderHistory)).toEqual([{ id: order.id }]);
          const { rows } = await tx.execute(sql`
            SELECT (SELECT count(*)::int FROM outbox WHERE topic = 'orders') AS events,
              (SELECT count(*)::int FROM audit_log WHERE action = 'order.created') AS entries,
              (SELECT sum(times_used)::int FROM promotion_uses) AS uses,
              (SELECT stock FROM products WHERE id = ${productId}) AS stock`);
          // Read from the database, because a Worker killed after its commit did not update the cache.
          expect(rows[0]).toEqual({ events: 1, entries: 1, uses: 1, stock: 3 });
        });
      });
    },
  };
}

describe('a Worker that is killed while it places an order', () => {
  const steps = ['connect', 'begin, claim its key and lock', 'write, remember the response and commit'];
  it.each(steps.map((step, index) => [step, index + 1] as const))(
    'before it can %s leaves nothing',
    async (_step, n) => {
      const { tenant, once, expectOneEffect } = await scene();
      await expect(inContext(tenant, { db: dyingAt(n) }, (ctx) => once(ctx))).rejects.toThrow();
      const { data } = await answer<{ data: Order[] }>(await tenant.owner.call('GET', '/v1/orders'), 200);
      expect(data).toEqual([]);
      await expectOneEffect();
    },
  );

  it('covers every step of the transaction', async () => {
    const { tenant, once } = await scene();
    const outcome = await inContext(tenant, { db: dyingAt(steps.length + 1) }, (ctx) => once(ctx));
    expect(outcome.response.status).toBe(201);
  });

  it.each<[string, (work: IdempotentWork) => IdempotentWork]>([
    ['before', () => async () => await Promise.reject(CRASH)],
    [
      'after',
      (work) => async (ctx, claim) => {
        await work(ctx, claim);
        throw CRASH;
      },
    ],
  ])('by what it runs %s the order leaves nothing', async (_when, broken) => {
    const { tenant, once, placing, expectOneEffect } = await scene();
    await expect(inContext(tenant, {}, (ctx) => once(ctx, broken(placing)))).rejects.toThrow(CRASH);
    await expectOneEffect();
  });

  it.each(['the answer to COMMIT', 'an effect after the commit'])(
    'has placed the order when the answer to %s is lost',
    async (what) => {
      const { tenant, once, expectOneEffect } = await scene();
      const over =
        what === 'the word of the commit'
          ? { db: new SilentDatabase(testConfig().database) }
          : {
              nudgeRelay: () => {
                throw CRASH;
              },
            };
      await expect(inContext(tenant, over, (ctx) => once(ctx))).rejects.toThrow(CRASH);
      const { data } = await answer<{ data: Order[] }>(await tenant.owner.call('GET', '/v1/orders'), 200);
      expect(data).toHaveLength(1);
      await expectOneEffect();
    },
  );

  it.each(['before', 'after'])('leaves nothing when the server ends the connection %s the order', async (when) => {
    const other = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
    other.on('error', () => undefined);
    await other.connect();
    const { rows } = await other.query('SELECT version() AS version');
    const isEmbedded = String(rows[0]?.version).includes('emcc');
    // The embedded database has one session for all connections, so none can be ended.
    if (!isEmbedded) {
      const { tenant, once, placing, expectOneEffect } = await scene();
      const work: IdempotentWork = async (ctx, claim) => {
        const placed = when === 'after' ? await placing(ctx, claim) : undefined;
        const session = await ctx.joined?.tx.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
        await other.query('SELECT pg_terminate_backend($1)', [session?.rows[0]?.pid]);
        return placed ?? (await placing(ctx, claim));
      };
      await expect(inContext(tenant, {}, (ctx) => once(ctx, work))).rejects.toThrow();
      await expectOneEffect();
    }
    await other.end().catch(() => undefined);
  });
});

describe('one key', () => {
  it('is separate for each tenant, person and route, also in concurrent requests', async () => {
    const [tenant, foreign] = [await newTenant(), await newTenant()];
    const customers = [await newUser(tenant, 'customer'), await newUser(tenant, 'customer')];
    const { sku } = await newProduct(tenant, { stock: 9 });
    await newProduct(foreign, { sku, stock: 9 });
    const json = { items: [{ sku, quantity: 1 }] };
    const headers = { 'idempotency-key': 'shared' };
    const users = [tenant.owner, ...customers, foreign.owner];
    const first = await Promise.all([
      ...users.map((user) => postOrder(user, json, 'shared')),
      ...users.map((user) => user.call('POST', '/v1/quotes', { json, headers })),
    ]);
    expect(first.map((response) => [response.status, response.headers.get('idempotent-replayed')])).toEqual(
      first.map(() => [201, null]),
    );
    const bodies = await Promise.all(first.map((response) => response.text()));
    expect(new Set(bodies).size).toBe(first.length);
    const again = await Promise.all(users.map((user) => postOrder(user, json, 'shared')));
    expect(await Promise.all(again.map((response) => response.text()))).toEqual(bodies.slice(0, users.length));
  });
});
