import { env } from 'cloudflare:workers';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import type { Product } from '../../contracts/product.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import { OWNER_PASSWORD } from '../support/owner-password.ts';
import { placeAtOnce } from '../support/past-the-gate.ts';
import { answer, call, newProduct, newTenant, newUser, postOrder, type TestTenant } from '../support/tenant.ts';
import { until } from '../support/until.ts';

/** A small generator with a seed, so that a failing run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function allOrders(tenant: TestTenant): Promise<Order[]> {
  const found: Order[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    const page: { data: Order[]; next_cursor: string | null } = await answer(
      await tenant.owner.call('GET', `/v1/orders?limit=100${query}`),
      200,
    );
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

const statuses = (responses: Response[]) => responses.map((response) => response.status);
const count = (values: number[], wanted: number) => values.filter((value) => value === wanted).length;

describe('fifty posts with one key at once', () => {
  it('place one order; the others get the same bytes or a 409', async () => {
    const tenant = await newTenant();
    const { sku, id } = await newProduct(tenant, { stock: 100 });
    const key = crypto.randomUUID();
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }, key)),
    );
    const answers = statuses(responses);
    expect(count(answers, 201) + count(answers, 409)).toBe(50);
    expect(
      responses.filter((response) => response.status === 201 && !response.headers.has('idempotent-replayed')),
    ).toHaveLength(1);
    const bodies = await Promise.all(
      responses.filter((response) => response.status === 201).map((response) => response.text()),
    );
    expect(new Set(bodies).size).toBe(1);
    expect(await allOrders(tenant)).toHaveLength(1);
    expect(await answer<Product>(await tenant.owner.call('GET', `/v1/products/${id}`), 200)).toMatchObject({
      stock: 99,
    });
  });

  it('place one order also when every post bypasses the gate', async () => {
    // The gate is only there for speed: two Workers that both believe to be first meet at the unique row.
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant, { stock: 100 });
    const outcomes = await placeAtOnce(tenant, { items: [{ sku, quantity: 1 }] }, 10);
    expect(outcomes.filter((outcome) => !outcome.isReplay)).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => outcome.response.body)).size).toBe(1);
    expect(await allOrders(tenant)).toHaveLength(1);
  });
});

describe('the last units', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);

  it(`are sold once under concurrent orders and cancellations (seed ${seed})`, async () => {
    const random = randomFrom(seed);
    const tenant = await newTenant();
    const customers = await Promise.all(Array.from({ length: 4 }, () => newUser(tenant, 'customer')));
    const products = await Promise.all(Array.from({ length: 5 }, () => newProduct(tenant, { stock: 12 })));
    const attempts = 120;

    const outcomes: number[] = [];
    const attempt = async () => {
      const customer = customers[Math.floor(random() * customers.length)];
      if (customer === undefined) return;
      // Two or three products in any order, one of them perhaps twice: the way into a deadlock, were locks not sorted.
      const items = Array.from({ length: 2 + Math.floor(random() * 2) }, () => ({
        sku: products[Math.floor(random() * products.length)]?.sku,
        quantity: 1 + Math.floor(random() * 2),
      }));
      const isCancelled = random() < 0.3;
      const response = await postOrder(customer, { items });
      outcomes.push(response.status);
      const body: Order = await response.json();
      if (response.status === 201 && isCancelled) {
        outcomes.push((await customer.call('POST', `/v1/orders/${body.id}/cancel`, { json: {} })).status);
      }
    };
    const lanes = Array.from({ length: 12 }, async () => {
      for (let i = 0; i < attempts / 12; i++) await attempt();
    });
    await Promise.all(lanes);

    expect(new Set(outcomes).isSubsetOf(new Set([200, 201, 409]))).toBe(true);
    const orders = await allOrders(tenant);
    expect(orders).toHaveLength(count(outcomes, 201));
    for (const { id } of products) {
      const { stock } = await answer<Product>(await tenant.owner.call('GET', `/v1/products/${id}`), 200);
      const sold = orders
        .filter((order) => order.status !== 'cancelled')
        .flatMap((order) => order.items)
        .filter((item) => item.product_id === id)
        .reduce((sum, item) => sum + item.quantity, 0);
      expect(sold + (stock ?? Number.NaN)).toBe(12);
      expect(stock).toBeGreaterThanOrEqual(0);
    }
    // Numbers have no gap: a refused order gives its number back.
    expect(orders.map((order) => order.number).toSorted((a, b) => a - b)).toEqual(orders.map((_, index) => index + 1));
    for (const order of orders) {
      expect(order.items.reduce((sum, item) => sum + item.total, 0)).toBe(order.total);
    }
  });
});

describe('forty orders at once over overlapping carts', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);

  it(`with promotions and cancels among them keep stock and counters exact (seed ${seed})`, async () => {
    const random = randomFrom(seed);
    const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
    const tenant = await newTenant();
    const customers = await Promise.all(Array.from({ length: 5 }, () => newUser(tenant, 'customer')));
    const products = await Promise.all(
      Array.from({ length: 8 }, (_, index) => newProduct(tenant, { stock: 60, category: index < 4 ? 'a' : 'b' })),
    );
    const base = { name: 'P', kind: 'fixed', value: 10, currency: 'EUR' };
    const limits = [
      { ...base, code: 'ALL', usage_limit: 12 },
      { ...base, code: 'EACH', per_customer_limit: 2 },
      { ...base, code: null, usage_limit: 9, eligible_categories: ['a'] },
      { ...base, code: null, per_customer_limit: 3 },
    ];
    for (const json of limits) await answer(await tenant.owner.call('POST', '/v1/promotions', { json }), 201);

    const outcomes: number[] = [];
    const attempt = async (round: number) => {
      const customer = customers[round % customers.length];
      if (customer === undefined) return;
      const items = products
        .toSorted(() => random() - 0.5)
        .slice(0, 1 + Math.floor(random() * 6))
        .map(({ sku }) => ({ sku, quantity: 1 + Math.floor(random() * 2) }));
      const promo_codes = pick([[], ['ALL'], ['EACH'], ['EACH', 'ALL'], ['ALL', 'EACH']]);
      const [isQuoted, isCancelled] = [random() < 0.4, random() < 0.3];
      let body: unknown = { items, promo_codes };
      if (isQuoted) {
        const quoted = await customer.call('POST', '/v1/quotes', { json: body });
        outcomes.push(quoted.status);
        if (quoted.status !== 201) return;
        body = { quote_id: (await quoted.json<{ id: string }>()).id };
      }
      const response = await postOrder(customer, body);
      outcomes.push(response.status);
      const { id } = await response.json<Order>();
      if (response.status === 201 && isCancelled) {
        outcomes.push((await customer.call('POST', `/v1/orders/${id}/cancel`, { json: {} })).status);
      }
    };
    for (let wave = 0; wave < 2; wave++) await Promise.all(Array.from({ length: 40 }, (_, round) => attempt(round)));

    expect(outcomes.filter((status) => ![200, 201, 409, 422].includes(status))).toEqual([]);
    const standing = (await allOrders(tenant)).filter((order) => order.status !== 'cancelled');
    // The list and not the single product: it comes from the database, whatever the cache holds.
    const listed = await answer<{ data: Product[] }>(await tenant.owner.call('GET', '/v1/products?limit=100'), 200);
    expect(listed.data).toHaveLength(products.length);
    for (const { id, stock } of listed.data) {
      const lines = standing.flatMap((order) => order.items).filter((item) => item.product_id === id);
      expect(lines.reduce((sum, item) => sum + item.quantity, 0) + (stock ?? Number.NaN)).toBe(60);
    }
    const { data } = await answer<{ data: Promotion[] }>(await tenant.owner.call('GET', '/v1/promotions'), 200);
    expect(data).toHaveLength(limits.length);
    for (const { id, times_used, usage_limit, per_customer_limit } of data) {
      const using = standing.filter((order) => order.promotions.some(({ promotion_id }) => promotion_id === id));
      expect(using).toHaveLength(times_used);
      expect(times_used).toBeLessThanOrEqual(usage_limit ?? times_used);
      for (const { userId } of customers) {
        const own = using.filter((order) => order.user_id === userId).length;
        expect(own).toBeLessThanOrEqual(per_customer_limit ?? own);
      }
    }
    // Limits were met, so that the races for last uses were run.
    expect(outcomes).toContain(422);
  }, 90_000);
});

describe('a promotion with a limit', () => {
  it('is never used more often than its limit', async () => {
    const tenant = await newTenant();
    // A product each: one that they share would make them wait for each other before they look at the promotion.
    const products = await Promise.all(Array.from({ length: 12 }, () => newProduct(tenant)));
    const json = { code: 'FEW', name: 'Few', kind: 'fixed', value: 100, currency: 'EUR', usage_limit: 3 };
    await tenant.owner.call('POST', '/v1/promotions', { json });
    const responses = await Promise.all(
      products.map(({ sku }) => postOrder(tenant.owner, { items: [{ sku, quantity: 1 }], promo_codes: ['FEW'] })),
    );
    expect([count(statuses(responses), 201), count(statuses(responses), 422)]).toEqual([3, 9]);
    const { data } = await answer<{ data: Promotion[] }>(await tenant.owner.call('GET', '/v1/promotions'), 200);
    expect(data[0]?.times_used).toBe(3);
    expect(await allOrders(tenant)).toHaveLength(3);
  });
});

describe('an automatic promotion with a limit', () => {
  it('fails no order after its last use: the others pay the full price', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { code: null, name: 'First', kind: 'fixed', value: 100, currency: 'EUR', usage_limit: 3 };
    await tenant.owner.call('POST', '/v1/promotions', { json });
    const orders = await Promise.all(
      Array.from(
        { length: 12 },
        async () => await answer<Order>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201),
      ),
    );
    expect(orders.filter(({ total }) => total === 900)).toHaveLength(3);
    expect(orders.filter(({ total }) => total === 1000)).toHaveLength(9);
  });

  it('applies once for each customer, also under concurrent orders', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { code: null, name: 'Once', kind: 'fixed', value: 100, currency: 'EUR', per_customer_limit: 1 };
    await tenant.owner.call('POST', '/v1/promotions', { json });
    const orders = await Promise.all(
      Array.from(
        { length: 8 },
        async () => await answer<Order>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201),
      ),
    );
    expect(orders.filter(({ total }) => total === 900)).toHaveLength(1);
  });
});

describe('one quote', () => {
  it('becomes one order, also under concurrent confirmations by different callers', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant, { stock: 10 });
    const quote = await answer<{ id: string }>(
      await tenant.owner.call('POST', '/v1/quotes', { json: { items: [{ sku, quantity: 1 }] } }),
      201,
    );
    const orders = await Promise.all(
      Array.from(
        { length: 8 },
        async () => await answer<Order>(await postOrder(tenant.owner, { quote_id: quote.id }), 201),
      ),
    );
    expect(new Set(orders.map((order) => order.id)).size).toBe(1);
    expect(await allOrders(tenant)).toHaveLength(1);
  });
});

describe('one order', () => {
  it('takes one of many concurrent changes to the same status', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const { id } = await answer<Order>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201);
    const responses = await Promise.all(
      Array.from({ length: 8 }, () =>
        tenant.owner.call('PATCH', `/v1/orders/${id}`, { json: { status: 'confirmed' } }),
      ),
    );
    expect([count(statuses(responses), 200), count(statuses(responses), 409)]).toEqual([1, 7]);
  });
});

describe('one refresh token', () => {
  it('sent many times at once stays one session, in which every new token works', async () => {
    const tenant = await newTenant();
    const login = { tenant_slug: tenant.slug, email: `owner@${tenant.slug}.test`, password: OWNER_PASSWORD };
    const { refresh_token } = await answer<{ refresh_token: string }>(
      await call('POST', '/v1/auth/login', { json: login }),
      200,
    );
    const responses = await Promise.all(
      Array.from({ length: 6 }, () => call('POST', '/v1/auth/refresh', { json: { refresh_token } })),
    );
    const renewed = await Promise.all(responses.map((response) => answer<{ refresh_token: string }>(response, 200)));
    const next = await Promise.all(
      renewed.map((json) => call('POST', '/v1/auth/refresh', { json: { refresh_token: json.refresh_token } })),
    );
    expect(statuses(next)).toEqual(Array.from({ length: 6 }, () => 200));
  });
});

describe('the tenant’s connections', () => {
  it('have no open transaction at the end', async () => {
    const client = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
    client.on('error', () => undefined);
    await client.connect();
    // Only of this database, and at the end, because other files and runs have open transactions meanwhile.
    const stuck = async (): Promise<number> => {
      const { rows } = await client.query(
        `SELECT count(*)::int AS n FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
      return rows[0]?.n;
    };
    expect(await until(stuck, (n) => n === 0)).toBe(0);
    await client.end().catch(() => undefined);
  });
});
