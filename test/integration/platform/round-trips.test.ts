import { describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../../contracts/api-key.ts';
import { CreateOrder, ListOrdersQuery, type Order } from '../../../contracts/order.ts';
import { ListProductsQuery, type Product } from '../../../contracts/product.ts';
import { CreateQuote, type Quote } from '../../../contracts/quote.ts';
import { SearchRequest } from '../../../contracts/search.ts';
import { verifyApiKey } from '../../../workers/domain/api-keys/verify-api-key.ts';
import { logIn } from '../../../workers/domain/auth/log-in.ts';
import { openGuestSession } from '../../../workers/domain/auth/open-guest-session.ts';
import { getProduct } from '../../../workers/domain/catalog/get-product.ts';
import { listProducts } from '../../../workers/domain/catalog/list-products.ts';
import { productCacheKey } from '../../../workers/domain/catalog/product-cache.ts';
import type { Ctx } from '../../../workers/domain/context.ts';
import { type IdempotentWork, runOnce } from '../../../workers/domain/idempotency/run-once.ts';
import { listOrders } from '../../../workers/domain/orders/list-orders.ts';
import { placeOrder } from '../../../workers/domain/orders/place-order.ts';
import { markProcessed, readOutbox } from '../../../workers/domain/outbox/drain.ts';
import { createQuote } from '../../../workers/domain/quotes/create-quote.ts';
import { getShop } from '../../../workers/domain/tenants/get-shop.ts';
import { deliverNext } from '../../../workers/domain/webhooks/deliver-next.ts';
import { recordDeliveries } from '../../../workers/domain/webhooks/record-deliveries.ts';
import { Database } from '../../../workers/platform/database.ts';
import { createRedis, type Redis } from '../../../workers/platform/redis.ts';
import { RoundTrips } from '../../../workers/platform/round-trips.ts';
import { search } from '../../../workers/rag/search.ts';
import { OWNER_PASSWORD } from '../../support/owner-password.ts';
import { answer, newProduct, newTenant, newUser, type TestTenant } from '../../support/tenant.ts';
import { until } from '../../support/until.ts';
import { webhookWorld } from '../../support/webhooks.ts';
import { newIsolate, openWorker, ownerOf, testConfig } from '../../support/worker-services.ts';

/** Counts waits for reads. Writes never settle, because no code may wait for them. */
function countedRedis(trips: RoundTrips): Redis {
  const redis = createRedis(testConfig().redis);
  const never = () => new Promise(() => {});
  const read = (script: string, keys: string[], args: string[]) =>
    keys.length === 2 ? trips.of(() => redis.eval(script, keys, args)) : never();
  const commands: Record<string, unknown> = { eval: read, pipeline: () => ({ eval: () => {}, exec: never }) };
  return new Proxy(redis, {
    get: (_, name) => commands[String(name)] ?? expect.fail(`${String(name)} is not counted`),
  });
}

/** Counts the sequential waits for the database or Redis; overlapping calls share one. */
async function roundTrips(tenant: TestTenant, work: (ctx: Ctx) => Promise<unknown>): Promise<number> {
  let count = 0;
  const trips = new RoundTrips(() => {
    count += 1;
  });
  const db = new Database(testConfig().database, trips);
  const principal = ownerOf(tenant);
  try {
    await work({ ...openWorker(newIsolate({ redis: countedRedis(trips) })), db, principal });
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

describe('round trips to the database and Redis', () => {
  it('of an order are three, connect and commit included, whatever the number of its lines and promotions', async () => {
    const tenant = await newTenant();
    const products: Product[] = [];
    for (let i = 0; i < 50; i++) products.push(await newProduct(tenant, { stock: 5 }));
    expect(await roundTrips(tenant, placed(products.slice(0, 2)))).toBe(3);
    expect(await roundTrips(tenant, placed(products))).toBe(3);
    for (const code of ['TEN', null]) {
      const json = { code, name: 'P', kind: 'percentage', value: 1000, currency: 'EUR' };
      await tenant.owner.call('POST', '/v1/promotions', { json });
    }
    expect(await roundTrips(tenant, placed(products.slice(0, 1), ['TEN']))).toBe(3);
    expect(await roundTrips(tenant, placed(products, ['TEN']))).toBe(3);
  });

  it('of a quote are three, connect and commit included', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const input = CreateQuote.parse({ items: [{ sku, quantity: 1 }] });
    const request = { route: 'POST /v1/quotes', keyHash: crypto.randomUUID(), fingerprint: 'f' };
    const quoted = async (ctx: Ctx) => {
      const work: IdempotentWork = async (joined) => {
        const quote = await createQuote({ ctx: joined, input });
        return { status: 201, headers: {}, body: JSON.stringify(quote) };
      };
      return await runOnce(ctx, request, work);
    };
    expect(await roundTrips(tenant, quoted)).toBe(3);
  });

  it('of an order of a quote are three, connect and commit included, and it draws one number however often it is asked for', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant, { stock: 5 });
    const json = { name: 'P', kind: 'percentage', value: 1000, currency: 'EUR' };
    await tenant.owner.call('POST', '/v1/promotions', { json });
    const asked = await tenant.owner.call('POST', '/v1/quotes', { json: { items: [{ sku, quantity: 1 }] } });
    const { id: quote_id } = await answer<Quote>(asked, 201);
    const orders: Order[] = [];
    const order = async (ctx: Ctx) =>
      void orders.push(await placeOrder({ ctx, input: CreateOrder.parse({ quote_id }) }));
    expect(await roundTrips(tenant, order)).toBe(3);
    await roundTrips(tenant, order);
    expect(orders[1]).toEqual(orders[0]);
    await roundTrips(tenant, async (ctx) => {
      const input = CreateOrder.parse({ items: [{ sku, quantity: 1 }] });
      orders.push(await placeOrder({ ctx, input }));
    });
    expect(orders.map(({ number }) => number)).toEqual([1, 1, 2]);
  });

  it('of verifying an API key are one more than the connect', async () => {
    const tenant = await newTenant();
    const json = { name: 'n', scopes: ['product:read'] };
    const { secret } = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    expect(await roundTrips(tenant, (ctx) => verifyApiKey({ services: ctx, input: { secret } }))).toBe(2);
  });

  it('of a product read are one for Redis and, when it has none, the connect and one for the database', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    const read = (ctx: Ctx) => getProduct({ ctx, input: { id } });
    // On a busy machine Redis may take longer than a read waits for it.
    await until(
      () => roundTrips(tenant, read),
      (count) => count === 1,
    );
    await createRedis(testConfig().redis).del(productCacheKey(tenant.tenantId, id));
    expect(await roundTrips(tenant, read)).toBe(3);
  });

  it('of a list are one more than the connect for products, and two for orders with their lines', async () => {
    const tenant = await newTenant();
    const product = await newProduct(tenant, { stock: 5 });
    await placed([product])({ ...openWorker(), principal: ownerOf(tenant) });
    const products = (ctx: Ctx) => listProducts({ ctx, input: ListProductsQuery.parse({}) });
    const orders = (ctx: Ctx) => listOrders({ ctx, input: ListOrdersQuery.parse({}) });
    expect(await roundTrips(tenant, products)).toBe(2);
    expect(await roundTrips(tenant, orders)).toBe(3);
  });

  it('of a login are three, connect and commit included', async () => {
    const tenant = await newTenant();
    const account = { email: `owner@${tenant.slug}.test`, password: OWNER_PASSWORD };
    const input = { tenant_slug: tenant.slug, ...account };
    expect(await roundTrips(tenant, (services) => logIn({ services, input }))).toBe(3);
  });

  it('of a guest’s token and of a shop’s profile are one more than the connect', async () => {
    const tenant = await newTenant();
    const guest = (services: Ctx) => openGuestSession({ services, input: { tenant_slug: tenant.slug } });
    expect(await roundTrips(tenant, guest)).toBe(2);
    expect(await roundTrips(tenant, (services) => getShop({ services, input: { slug: tenant.slug } }))).toBe(2);
  });

  it('of a search are two more than the connect, for whoever has a profile too', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Fresh bread' });
    const customer = await newUser(tenant, 'customer');
    const input = SearchRequest.parse({ query: 'fresh bread for breakfast' });
    const principal = { ...ownerOf(tenant), userId: customer.userId, roles: ['customer' as const] };
    const searched = (ctx: Ctx) => search({ ctx: { ...ctx, principal, authority: 'system' }, input });
    // On a busy machine the answers to statements that were sent together may arrive apart, and count as two waits.
    await until(
      () => roundTrips(tenant, searched),
      (count) => count === 3,
    );
  });

  it('of the relay of an order’s event are two more than the connect', async () => {
    const tenant = await newTenant();
    const { tenantId } = tenant;
    const products = [await newProduct(tenant)];
    await roundTrips(tenant, placed(products));
    const relayed = async (services: Ctx) => {
      const { entries } = await readOutbox(services, tenantId, 10);
      await markProcessed(
        services,
        tenantId,
        entries.map(({ position }, index) => ({ position, sequence: index + 1 })),
      );
    };
    expect(await roundTrips(tenant, relayed)).toBe(3);
  });

  it('of recording an event for webhooks are three more than the connect, and of an attempt four', async () => {
    const tenant = await newTenant();
    const world = await webhookWorld();
    const { id: endpointId } = await world.endpoint();
    const { tenantId, sender } = world;
    const input = { tenantId, events: [world.event()] };
    expect(await roundTrips(tenant, (services) => recordDeliveries({ services, input }))).toBe(4);
    const attempt = (services: Ctx) => deliverNext({ services, sender, input: { tenantId, endpointId } });
    // One transaction claims the delivery, and one settles it.
    expect(await roundTrips(tenant, attempt)).toBe(5);
    expect(await world.deliveries(endpointId)).toMatchObject([{ status: 'delivered' }]);
  });
});
