import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import type { Product } from '../../contracts/product.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';

/** On a real PostgreSQL when RAGLINE_RACE_DATABASE_URL names one. */
const attempts = Number(process.env.RAGLINE_RACE_ATTEMPTS ?? 300);
const kills = Number(process.env.RAGLINE_RACE_KILLS ?? 1);
const seed = Number(process.env.RAGLINE_RACE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const database = process.env.RAGLINE_RACE_DATABASE_URL;
const LANES = 16;
const PRODUCTS = 25;
const STOCK = Math.max(4, Math.round(attempts / PRODUCTS / 4));

let home: SystemHome;
let system: StartedSystem;
let owner: HttpUser;
const start = () => startSystem(home, database === undefined ? {} : { DATABASE_URL: database });

beforeAll(async () => {
  home = await newHome();
  system = await start();
  const slug = `race-${Date.now()}`;
  const json = {
    tenant_name: 'Race',
    tenant_slug: slug,
    email: `owner@${slug}.test`,
    password: 'a rather long password',
  };
  const response = await fetch(`${home.url}/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  owner = new HttpUser(home.url, access_token);
});
afterAll(async () => {
  await system?.kill();
  home?.remove();
});

/** Retries until there is an answer: a killed system loses answers, and the key makes a retry safe. */
async function insist(path: string, json: unknown, key: string): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await owner.call('POST', path, json, { 'idempotency-key': key });
      const text = await response.text();
      const isRunning = response.status === 409 && text.includes('request_in_progress');
      if (response.status < 500 && !isRunning) return new Response(text, response);
    } catch {
      // Not there just now.
    }
    if (attempt > 600) throw new Error(`${path} was never answered`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe(`${attempts} orders for the last units, killed ${kills} times (seed ${seed})`, () => {
  it(
    'sells each unit once, whatever is cancelled and whenever it dies',
    async () => {
      let state = seed;
      const random = () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      };
      const skus: string[] = [];
      for (let i = 0; i < PRODUCTS; i++) {
        const sku = `RACE-${i}`;
        const made = await insist(
          '/v1/products',
          { sku, name: sku, price: { amount: 100 + i, currency: 'EUR' }, stock: STOCK },
          `p-${i}`,
        );
        expect(made.status).toBe(201);
        skus.push(sku);
      }

      let next = 0;
      let refused = 0;
      const placed = new Map<string, string>();
      const cancelled = new Set<string>();
      const lane = async () => {
        while (next < attempts) {
          const number = next++;
          const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
            sku: skus[Math.floor(random() * skus.length)],
            quantity: 1 + Math.floor(random() * 2),
          }));
          const isCancelled = random() < 0.4;
          const response = await insist('/v1/orders', { items }, `o-${number}`);
          if (response.status !== 201) {
            expect(response.status).toBe(409);
            refused += 1;
            continue;
          }
          const { id } = (await response.json()) as Order;
          placed.set(`o-${number}`, id);
          if (isCancelled) {
            // A second cancel after a lost answer is a conflict: it was cancelled.
            expect([200, 409]).toContain((await insist(`/v1/orders/${id}/cancel`, {}, `c-${number}`)).status);
            cancelled.add(id);
          }
        }
      };
      const lanes = Array.from({ length: LANES }, lane);
      for (let kill = 0; kill < kills; kill++) {
        const at = Math.floor(((kill + 0.2 + 0.6 * random()) / kills) * attempts);
        while (next < at) await new Promise((resolve) => setTimeout(resolve, 5));
        await system.kill();
        system = await start();
      }
      await Promise.all(lanes);

      const orders = await owner.every<Order>('/v1/orders');
      expect(new Set(orders.map(({ id }) => id))).toEqual(new Set(placed.values()));
      expect(
        orders
          .filter(({ status }) => status === 'cancelled')
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual([...cancelled].toSorted());
      let sold = 0;
      for (const product of await owner.every<Product>('/v1/products')) {
        const units = orders
          .filter(({ status }) => status !== 'cancelled')
          .flatMap(({ items }) => items)
          .filter((item) => item.product_id === product.id)
          .reduce((sum, { quantity }) => sum + quantity, 0);
        expect([product.sku, units + (product.stock ?? Number.NaN)]).toEqual([product.sku, STOCK]);
        expect(product.stock).toBeGreaterThanOrEqual(0);
        sold += units;
      }
      for (const order of orders) expect(order.items.reduce((sum, { total }) => sum + total, 0)).toBe(order.total);
      expect(orders.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(orders.map((_, index) => index + 1));
      console.log(
        `seed ${seed}: ${attempts} attempts, ${kills} kills, ${orders.length} placed, ${cancelled.size} cancelled, ${refused} refused, ` +
          `${sold} of ${STOCK * PRODUCTS} units sold`,
      );
    },
    120_000 + attempts * 100 + kills * 40_000,
  );
});
