import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../contracts/api-key.ts';
import { CreateOrder } from '../../contracts/order.ts';
import type { Product } from '../../contracts/product.ts';
import { verifyApiKey } from '../../workers/domain/api-keys/verify-api-key.ts';
import { getProduct } from '../../workers/domain/catalog/get-product.ts';
import type { Ctx } from '../../workers/domain/context.ts';
import { runOnce } from '../../workers/domain/idempotency/run-once.ts';
import { openServices } from '../../workers/domain/open-services.ts';
import { placeOrder } from '../../workers/domain/orders/place-order.ts';
import { isolateBreakers } from '../../workers/platform/breakers.ts';
import { newCacheHealth } from '../../workers/platform/cache.ts';
import { parseConfig } from '../../workers/platform/config.ts';
import { Database } from '../../workers/platform/database.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { newTrace } from '../../workers/platform/trace.ts';
import { answer, newProduct, newTenant, type TestTenant } from '../support/tenant.ts';

/** How often the work went to the database: each connect, statement, BEGIN and COMMIT. */
async function roundTrips(tenant: TestTenant, work: (ctx: Ctx) => Promise<unknown>): Promise<number> {
  const config = parseConfig({ ...env }, env.HYPERDRIVE.connectionString);
  const isolate = {
    config,
    tokens: createTokens(config.auth),
    cacheHealth: newCacheHealth(),
    breakers: isolateBreakers(),
  };
  const nudges = {
    nudgeRelay: () => undefined,
    nudgeIndexer: () => undefined,
    nudgeJob: () => undefined,
    nudgeWebhook: () => undefined,
  };
  let count = 0;
  const db = new Database(config.database, () => {
    count += 1;
  });
  const principal = {
    tenantId: tenant.tenantId,
    userId: tenant.owner.userId,
    roles: ['owner' as const],
    expiresAt: 2 ** 31,
  };
  try {
    await work({ ...openServices(isolate, newTrace(), nudges), db, principal });
  } finally {
    await db.close();
  }
  return count;
}

const placed =
  (products: Product[], promo_codes: string[] = []) =>
  async (ctx: Ctx) => {
    const input = CreateOrder.parse({ items: products.map(({ sku }) => ({ sku, quantity: 1 })), promo_codes });
    const request = { route: 'POST /v1/orders', keyHash: crypto.randomUUID(), fingerprint: 'f' };
    await runOnce(ctx, request, async (joined, claim) => {
      const order = await placeOrder({ ctx: joined, input: { ...input, idempotencyClaim: claim } });
      return { status: 201, headers: {}, body: JSON.stringify(order) };
    });
  };

describe('round trips to the database', () => {
  it('of an order are eight, connect and commit included, whatever the number of its lines and promotions', async () => {
    const tenant = await newTenant();
    const products: Product[] = [];
    for (let i = 0; i < 50; i++) products.push(await newProduct(tenant, { stock: 5 }));
    expect(await roundTrips(tenant, placed(products.slice(0, 2)))).toBe(8);
    expect(await roundTrips(tenant, placed(products))).toBe(8);
    for (const code of ['TEN', null]) {
      const json = { code, name: 'P', kind: 'percentage', value: 1000, currency: 'EUR' };
      await tenant.owner.call('POST', '/v1/promotions', { json });
    }
    expect(await roundTrips(tenant, placed(products.slice(0, 1), ['TEN']))).toBe(8);
    expect(await roundTrips(tenant, placed(products, ['TEN']))).toBe(8);
  });

  it('of verifying an API key are one transaction with one statement: four with the connect', async () => {
    const tenant = await newTenant();
    const json = { name: 'n', scopes: ['product:read'] };
    const { secret } = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    expect(await roundTrips(tenant, (ctx) => verifyApiKey({ services: ctx, input: { secret } }))).toBe(4);
  });

  it('of a cached product read are none', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    expect(await roundTrips(tenant, (ctx) => getProduct({ ctx, input: { id } }))).toBe(0);
  });
});
