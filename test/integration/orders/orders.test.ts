import { describe, expect, it } from 'vitest';
import type { EventList } from '../../../contracts/event.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import type { Promotion } from '../../../contracts/promotion.ts';
import type { Quote } from '../../../contracts/quote.ts';
import { quotes } from '../../../schema/tables/orders.ts';
import {
  answer,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestTenant,
  type TestUser,
} from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { until } from '../../support/until.ts';

type List = { data: Order[]; next_cursor: string | null };
const stockOf = async (tenant: TestTenant, id: string) =>
  (await answer<Product>(await tenant.owner.call('GET', `/v1/products/${id}`), 200)).stock;
/** Lists are never cached: what the database holds, whatever the writer put into the cache. */
const storedStockOf = async (tenant: TestTenant, sku: string) =>
  (await answer<{ data: Product[] }>(await tenant.owner.call('GET', `/v1/products?search=${sku}`), 200)).data[0]?.stock;
const promotion = (tenant: TestTenant, json: Record<string, unknown>) =>
  tenant.owner.call('POST', '/v1/promotions', {
    json: { name: 'P', kind: 'percentage', value: 1000, currency: 'EUR', ...json },
  });
const advance = (user: TestUser, id: string, status: string) =>
  user.call('PATCH', `/v1/orders/${id}`, { json: { status } });

describe('an order', () => {
  it('is priced, numbered, reserved, found and shown to its customer', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant, 'customer');
    const [soup, bread] = [
      await newProduct(tenant, { stock: 5 }),
      await newProduct(tenant, { price: { amount: 333, currency: 'EUR' } }),
    ];
    expect((await promotion(tenant, { code: 'ten' })).status).toBe(201);

    const response = await postOrder(customer, {
      items: [
        { sku: soup.sku, quantity: 2 },
        { product_id: bread.id, quantity: 1 },
      ],
      promo_codes: ['TEN'],
      fulfilment: { type: 'dine_in', table: '7' },
      note: 'No onions',
    });
    const order = await answer<Order>(response, 201);
    expect(response.headers.get('location')).toBe(`/v1/orders/${order.id}`);
    expect(order).toMatchObject({
      number: 1,
      status: 'pending',
      subtotal: 2333,
      discount_total: 233,
      total: 2100,
      user_id: customer.userId,
      fulfilment: { type: 'dine_in', table: '7' },
      note: 'No onions',
    });
    expect(order.items.map((item) => item.total).reduce((a, b) => a + b)).toBe(2100);
    expect(order.promotions).toMatchObject([{ code: 'TEN', amount: 233 }]);
    expect([await stockOf(tenant, soup.id), await storedStockOf(tenant, soup.sku)]).toEqual([3, 3]);

    expect(await answer<Order>(await customer.call('GET', `/v1/orders/${order.id}`), 200)).toEqual(order);
    expect((await answer<List>(await customer.call('GET', '/v1/orders'), 200)).data).toEqual([order]);
  });

  it('is visible to its customer and the staff only', async () => {
    const [tenant, foreign] = [await newTenant(), await newTenant()];
    const [customer, stranger, staff] = [
      await newUser(tenant, 'customer'),
      await newUser(tenant, 'customer'),
      await newUser(tenant, 'staff'),
    ];
    const { sku } = await newProduct(tenant);
    const { id } = await answer<Order>(await postOrder(customer, { items: [{ sku, quantity: 1 }] }), 201);
    const path = `/v1/orders/${id}`;
    expect((await staff.call('GET', path)).status).toBe(200);
    for (const user of [stranger, foreign.owner]) {
      expect((await user.call('GET', path)).status).toBe(404);
      expect((await user.call('POST', `${path}/cancel`, { json: {} })).status).toBe(404);
      expect((await answer<List>(await user.call('GET', '/v1/orders'), 200)).data).toEqual([]);
    }
    expect((await foreign.owner.call('PATCH', path, { json: { status: 'confirmed' } })).status).toBe(404);
    expect((await customer.call('PATCH', path, { json: { status: 'confirmed' } })).status).toBe(403);
  });

  it('is refused beyond the stock, lines of one sku summed, and changes nothing then', async () => {
    const tenant = await newTenant();
    const [rare, plenty] = [await newProduct(tenant, { stock: 3 }), await newProduct(tenant, { stock: 9 })];
    const items = [
      { sku: rare.sku, quantity: 2 },
      { sku: plenty.sku, quantity: 1 },
      { product_id: rare.id, quantity: 2 },
    ];
    const problem = await answer<Problem>(await postOrder(tenant.owner, { items }), 409);
    expect(problem).toMatchObject({ code: 'insufficient_stock' });
    expect(problem.errors?.map((error) => error.path)).toEqual(['items.0.quantity', 'items.2.quantity']);
    expect([await stockOf(tenant, rare.id), await stockOf(tenant, plenty.id)]).toEqual([3, 9]);
    const next = await answer<Order>(await postOrder(tenant.owner, { items: [{ sku: rare.sku, quantity: 3 }] }), 201);
    expect(next.number).toBe(1);
  });

  it('goes through its statuses, staff by step, and no step twice', async () => {
    const tenant = await newTenant();
    const staff = await newUser(tenant, 'staff');
    const { sku } = await newProduct(tenant);
    const { id } = await answer<Order>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201);
    expect((await advance(staff, id, 'ready')).status).toBe(409);
    for (const status of ['confirmed', 'preparing', 'ready', 'completed']) {
      expect((await answer<Order>(await advance(staff, id, status), 200)).status).toBe(status);
      const again = await answer<Problem>(await advance(staff, id, status), 409);
      expect(again.code).toBe('illegal_transition');
    }
    expect((await tenant.owner.call('POST', `/v1/orders/${id}/cancel`, { json: {} })).status).toBe(409);
  });

  it('gives its stock back once when it is cancelled', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant, 'customer');
    const { sku, id: productId } = await newProduct(tenant, { stock: 4 });
    const order = await answer<Order>(
      await postOrder(customer, {
        items: [
          { sku, quantity: 1 },
          { sku, quantity: 2 },
        ],
      }),
      201,
    );
    const cancel = () =>
      customer.call('POST', `/v1/orders/${order.id}/cancel`, { json: { reason: 'Changed my mind' } });
    const cancelled = await Promise.all([cancel(), cancel(), cancel()]);
    expect(cancelled.map((response) => response.status).toSorted()).toEqual([200, 409, 409]);
    expect([await stockOf(tenant, productId), await storedStockOf(tenant, sku)]).toEqual([4, 4]);
  });

  it('cannot be cancelled by its customer once it is prepared, but by staff', async () => {
    const tenant = await newTenant();
    const [customer, staff] = [await newUser(tenant, 'customer'), await newUser(tenant, 'staff')];
    const { sku } = await newProduct(tenant);
    const { id } = await answer<Order>(await postOrder(customer, { items: [{ sku, quantity: 1 }] }), 201);
    await advance(staff, id, 'confirmed');
    await advance(staff, id, 'preparing');
    expect((await customer.call('POST', `/v1/orders/${id}/cancel`)).status).toBe(409);
    expect((await advance(staff, id, 'cancelled')).status).toBe(200);
  });

  it('is changed only in the version that If-Match names', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const { id } = await answer<Order>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201);
    const stale = { headers: { 'if-match': '"v9"' }, json: { status: 'confirmed' } };
    expect((await tenant.owner.call('PATCH', `/v1/orders/${id}`, stale)).status).toBe(412);
    expect(
      (await tenant.owner.call('POST', `/v1/orders/${id}/cancel`, { headers: stale.headers, json: {} })).status,
    ).toBe(412);
  });
});

describe('promotions on orders', () => {
  it('stop at their usage limit', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    await promotion(tenant, { code: 'ONCE', usage_limit: 1 });
    const order = { items: [{ sku, quantity: 1 }], promo_codes: ['once'] };
    expect((await postOrder(tenant.owner, order)).status).toBe(201);
    expect((await answer<Problem>(await postOrder(tenant.owner, order), 422)).code).toBe('invalid_promotion');
  });

  it('are counted with the order, which at their limit takes neither stock nor a number', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant, { stock: 5 });
    await promotion(tenant, { code: 'ONCE', usage_limit: 1 });
    const quoted = async () => {
      const json = { items: [{ sku, quantity: 1 }], promo_codes: ['ONCE'] };
      return await answer<Quote>(await tenant.owner.call('POST', '/v1/quotes', { json }), 201);
    };
    // Both are priced while there is one use left.
    const [first, second] = [await quoted(), await quoted()];
    expect((await postOrder(tenant.owner, { quote_id: first.id })).status).toBe(201);
    const problem = await answer<Problem>(await postOrder(tenant.owner, { quote_id: second.id }), 409);
    expect(problem).toMatchObject({ code: 'quote_changed', quote: { discount_total: 0, total: 1000 } });
    expect(await storedStockOf(tenant, sku)).toBe(4);
    const next = await answer<Order>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201);
    expect(next.number).toBe(2);
  });

  it('have codes that are taken once, and are listed newest first', async () => {
    const tenant = await newTenant();
    for (const code of ['AA', 'BB', 'CC', 'DD']) expect((await promotion(tenant, { code })).status).toBe(201);
    const taken = await answer<Problem>(await promotion(tenant, { code: 'bb' }), 409);
    expect(taken).toMatchObject({ code: 'already_exists', errors: [{ path: 'code' }] });
    const list = async (query: string) =>
      await answer<{ data: Promotion[]; next_cursor: string | null }>(
        await tenant.owner.call('GET', `/v1/promotions?${query}`),
        200,
      );
    const first = await list('limit=3');
    const second = await list(`limit=3&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ code }) => code)).toEqual(['DD', 'CC', 'BB', 'AA']);
    expect(second.next_cursor).toBeNull();
  });

  it('of other tenants, and unknown ones, are refused', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const { sku } = await newProduct(tenant);
    await promotion(other, { code: 'THEIRS' });
    const problem = await answer<Problem>(
      await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }], promo_codes: ['THEIRS'] }),
      422,
    );
    expect(problem).toMatchObject({ code: 'invalid_promotion', errors: [{ path: 'promo_codes' }] });
  });
});

describe('a quote', () => {
  const quote = async (user: TestUser, json: unknown) =>
    await answer<Quote>(await user.call('POST', '/v1/quotes', { json }), 201);

  it('holds its price, and becomes one order', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant, 'customer');
    const { id, sku } = await newProduct(tenant, { stock: 2 });
    const held = await quote(customer, { items: [{ sku, quantity: 1 }] });
    await tenant.owner.call('PATCH', `/v1/products/${id}`, { json: { price: { amount: 5000, currency: 'EUR' } } });
    const first = await answer<Order>(await postOrder(customer, { quote_id: held.id }), 201);
    expect(first.total).toBe(1000);
    const second = await answer<Order>(await postOrder(customer, { quote_id: held.id }), 201);
    expect(second.id).toBe(first.id);
    expect(await stockOf(tenant, id)).toBe(1);
  });

  it('cannot be used by anybody else', async () => {
    const tenant = await newTenant();
    const [customer, stranger] = [await newUser(tenant, 'customer'), await newUser(tenant, 'customer')];
    const { sku } = await newProduct(tenant);
    const held = await quote(customer, { items: [{ sku, quantity: 1 }] });
    expect((await postOrder(stranger, { quote_id: held.id })).status).toBe(404);
  });

  it('expires, unless it became an order before', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const json = { items: [{ sku, quantity: 1 }] };
    const [late, spent] = [await quote(tenant.owner, json), await quote(tenant.owner, json)];
    const order = await answer<Order>(await postOrder(tenant.owner, { quote_id: spent.id }), 201);
    await asTenant(tenant.tenantId, (tx) => tx.update(quotes).set({ expiresAt: new Date(Date.now() - 1) }));
    const problem = await answer<Problem>(await postOrder(tenant.owner, { quote_id: late.id }), 409);
    expect(problem.code).toBe('quote_expired');
    expect(await answer<Order>(await postOrder(tenant.owner, { quote_id: spent.id }), 201)).toEqual(order);
  });

  it('cannot be ordered once its product is gone', async () => {
    const tenant = await newTenant();
    const { id, sku } = await newProduct(tenant);
    const held = await quote(tenant.owner, { items: [{ sku, quantity: 1 }] });
    await tenant.owner.call('DELETE', `/v1/products/${id}`);
    const problem = await answer<Problem>(await postOrder(tenant.owner, { quote_id: held.id }), 409);
    expect(problem).toMatchObject({ code: 'quote_changed', errors: [{ path: 'items.0' }] });
    expect(problem.quote).toBeUndefined();
  });
});

describe('the events of an order', () => {
  it('reach its customer, whoever changed it, and say what changed', async () => {
    const tenant = await newTenant();
    const [customer, stranger, staff] = [
      await newUser(tenant, 'customer'),
      await newUser(tenant, 'customer'),
      await newUser(tenant, 'staff'),
    ];
    const { sku } = await newProduct(tenant);
    const { id } = await answer<Order>(await postOrder(customer, { items: [{ sku, quantity: 1 }] }), 201);
    await advance(staff, id, 'confirmed');
    await customer.call('POST', `/v1/orders/${id}/cancel`, { json: { reason: 'Too long' } });

    const eventsOf = async (user: TestUser) =>
      (await answer<EventList>(await user.call('GET', '/v1/events'), 200)).data;
    const events = await until(
      () => eventsOf(customer),
      (seen) => seen.length >= 3,
    );
    const expected = [
      ['order_created', null, null, 'pending', 1],
      ['order_updated', 'pending', null, 'confirmed', 2],
      ['order_cancelled', 'confirmed', 'Too long', 'cancelled', 3],
    ].map(([type, previous_status, reason, status, version]) => ({
      type,
      topic: 'orders',
      subject: `orders/${id}`,
      data: { previous_status, reason, order: { id, user_id: customer.userId, status, version } },
    }));
    expect(events).toMatchObject(expected);
    expect(await eventsOf(staff)).toHaveLength(3);
    expect(await eventsOf(stranger)).toEqual([]);
  });
});

describe('the list of orders', () => {
  it('filters by status and time, and pages newest first', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++)
      ids.unshift((await answer<Order>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201)).id);
    await advance(tenant.owner, ids[0] ?? '', 'confirmed');
    const list = async (query: string) =>
      await answer<List>(await tenant.owner.call('GET', `/v1/orders?${query}`), 200);
    expect((await list('status=confirmed')).data.map(({ id }) => id)).toEqual(ids.slice(0, 1));
    expect((await list('to=2020-01-01T00:00:00Z')).data).toEqual([]);
    expect((await list('from=2120-01-01T00:00:00Z')).data).toEqual([]);
    expect((await list('from=2020-01-01T00:00:00Z&to=2120-01-01T00:00:00Z')).data).toHaveLength(5);
    const first = await list('limit=3');
    const second = await list(`limit=3&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.next_cursor).toBeNull();
  });
});
