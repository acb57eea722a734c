import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order, OrderStep } from '../../../contracts/order.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import type { Quote } from '../../../contracts/quote.ts';
import {
  answer,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestTenant,
  type TestUser,
} from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';

describe('changing an order', () => {
  let tenant: TestTenant;
  let customer: TestUser;
  let soup: Product;
  let cake: Product;
  let order: Order;

  beforeAll(async () => {
    tenant = await newTenant();
  });
  beforeEach(async () => {
    customer = await newUser(tenant);
    soup = await newProduct(tenant, { stock: 5 });
    cake = await newProduct(tenant, { stock: 3, price: { amount: 400, currency: 'EUR' } });
    order = await answer<Order>(
      await postOrder(customer, { items: [{ sku: soup.sku, quantity: 2 }], note: 'Ring' }),
      201,
    );
  });

  const quote = async (items: Array<{ sku: string; quantity: number }>, user = customer, more: object = {}) =>
    await answer<Quote>(
      await user.call('POST', '/v1/quotes', { json: { items, replaces_order_id: order.id, ...more } }),
      201,
    );
  const change = (quoteId: string, user = customer, more: object = {}, headers = {}) =>
    user.call('POST', `/v1/orders/${order.id}/change`, { json: { quote_id: quoteId, ...more }, headers });
  const stockOf = async ({ id }: Product) =>
    (await answer<Product>(await tenant.owner.call('GET', `/v1/products/${id}`), 200)).stock;
  const problem = async (response: Response, status: number) => await answer<Problem>(response, status);
  const usesOf = async (code: string) =>
    (
      await inTenantDatabase<{ times_used: number; by_customer: number }>(
        tenant.tenantId,
        sql`SELECT p.times_used, coalesce(u.times_used, 0) AS by_customer FROM promotions p LEFT JOIN promotion_uses u
            ON u.promotion_id = p.id AND u.user_id = ${customer.userId} WHERE p.code = ${code}`,
      )
    )[0];

  it('replaces the lines, moves the difference of the stock, and tells of it', async () => {
    const { id, replaces } = await quote([
      { sku: soup.sku, quantity: 1 },
      { sku: cake.sku, quantity: 3 },
    ]);
    expect(replaces).toEqual({ order_id: order.id, version: 1 });
    const response = await change(id);
    expect(response.headers.get('etag')).toBe('"v2"');
    const changed = await answer<Order>(response, 200);
    expect(changed).toMatchObject({
      id: order.id,
      number: order.number,
      status: 'pending',
      total: 2200,
      note: 'Ring',
      version: 2,
    });
    expect(changed.items.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      [soup.sku, 1],
      [cake.sku, 3],
    ]);
    expect([await stockOf(soup), await stockOf(cake)]).toEqual([4, 0]);
    expect(await answer<Order>(await customer.call('GET', `/v1/orders/${order.id}`), 200)).toEqual(changed);
    const steps = await answer<{ data: OrderStep[] }>(await customer.call('GET', `/v1/orders/${order.id}/events`), 200);
    expect(steps.data.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      [null, 'pending', null],
      ['pending', 'pending', 'changed'],
    ]);
    const events = await inTenantDatabase<{ type: string; data: { order: Order } }>(
      tenant.tenantId,
      sql`SELECT type, data FROM outbox WHERE aggregate_id = ${order.id} ORDER BY position`,
    );
    expect(events.map(({ type, data }) => [type, data.order.version, data.order.total])).toEqual([
      ['order_created', 1, 2000],
      ['order_updated', 2, 2200],
    ]);
  });

  it('changes once by one quote, one after the other and at once', async () => {
    const { id } = await quote([{ sku: cake.sku, quantity: 1 }]);
    const answers = await Promise.all([1, 2, 3].map(async () => await answer<Order>(await change(id), 200)));
    expect(answers.map(({ version }) => version)).toEqual([2, 2, 2]);
    expect((await answer<Order>(await change(id), 200)).version).toBe(2);
    expect([await stockOf(soup), await stockOf(cake)]).toEqual([5, 2]);
  });

  it('takes fulfilment and note along, and leaves them where they are not named', async () => {
    const { id } = await quote([{ sku: cake.sku, quantity: 1 }]);
    const fulfilment = { type: 'delivery', address: '1 Long Street' };
    expect(await answer<Order>(await change(id, customer, { fulfilment, note: null }), 200)).toMatchObject({
      fulfilment,
      note: null,
    });
  });

  it('counts what the order holds as available, and no more', async () => {
    await answer(await change((await quote([{ sku: soup.sku, quantity: 5 }])).id), 200);
    expect(await stockOf(soup)).toBe(0);
    const { id } = await quote([{ sku: soup.sku, quantity: 6 }]);
    expect(await problem(await change(id), 409)).toMatchObject({
      code: 'insufficient_stock',
      errors: [{ path: 'items.0.quantity', message: `${soup.name}: 6 wanted, 5 left` }],
    });
    expect(await stockOf(soup)).toBe(0);
  });

  it('keeps a code that a customer may use once, gives it back when it goes, and takes it again', async () => {
    const code = `ONCE-${crypto.randomUUID().slice(0, 8)}`.toUpperCase();
    const json = {
      code,
      name: 'Once',
      kind: 'fixed',
      value: 100,
      currency: 'EUR',
      per_customer_limit: 1,
      usage_limit: 1,
    };
    await answer(await tenant.owner.call('POST', '/v1/promotions', { json }), 201);
    const codes = { promo_codes: [code] };
    const items = [{ sku: soup.sku, quantity: 1 }];
    await answer(await change((await quote(items, customer, codes)).id), 200);
    expect(await usesOf(code)).toEqual({ times_used: 1, by_customer: 1 });
    const kept = await answer<Order>(
      await change((await quote([{ sku: cake.sku, quantity: 1 }], customer, codes)).id),
      200,
    );
    expect(kept).toMatchObject({ total: 300, promotions: [{ code, amount: 100 }] });
    expect(await usesOf(code)).toEqual({ times_used: 1, by_customer: 1 });
    await answer(await change((await quote(items)).id), 200);
    expect(await usesOf(code)).toEqual({ times_used: 0, by_customer: 0 });
    const late = await quote(items, customer, codes);
    const other = await newUser(tenant);
    await answer(await postOrder(other, { items, ...codes }), 201);
    const refusal = await problem(await change(late.id), 409);
    expect(refusal).toMatchObject({ code: 'quote_changed', quote: { total: 1000, replaces: { order_id: order.id } } });
    await answer(await change(refusal.quote?.id ?? ''), 200);
    await answer(await customer.call('POST', `/v1/orders/${order.id}/cancel`, { json: {} }), 200);
    expect(await usesOf(code)).toEqual({ times_used: 1, by_customer: 0 });
  });

  it('asks again with a new quote when the order has changed or the quote has expired', async () => {
    const old = await quote([{ sku: cake.sku, quantity: 1 }]);
    await answer(await change((await quote([{ sku: cake.sku, quantity: 2 }])).id), 200);
    const refusal = await problem(await change(old.id), 409);
    expect(refusal).toMatchObject({
      code: 'quote_changed',
      quote: { replaces: { order_id: order.id, version: 2 }, total: 400 },
    });
    const expiring = refusal.quote?.id ?? '';
    await inTenantDatabase(
      tenant.tenantId,
      sql`UPDATE quotes SET expires_at = now() - interval '1 second' WHERE id = ${expiring}`,
    );
    const expired = await problem(await change(expiring), 409);
    expect(expired).toMatchObject({ code: 'quote_expired', quote: { replaces: { order_id: order.id, version: 2 } } });
    expect((await answer<Order>(await change(expired.quote?.id ?? ''), 200)).total).toBe(400);
  });

  it('asks again when a product has gone off sale', async () => {
    const { id } = await quote([
      { sku: cake.sku, quantity: 1 },
      { sku: soup.sku, quantity: 1 },
    ]);
    await answer(await tenant.owner.call('PATCH', `/v1/products/${cake.id}`, { json: { is_active: false } }), 200);
    expect(await problem(await change(id), 409)).toMatchObject({ code: 'quote_changed', quote: { total: 1000 } });
  });

  it('accepts only a quote that was made for this change', async () => {
    const forChange = await quote([{ sku: cake.sku, quantity: 1 }]);
    expect(await problem(await postOrder(customer, { quote_id: forChange.id }), 409)).toMatchObject({
      code: 'conflict',
    });
    const plain = await answer<Quote>(
      await customer.call('POST', '/v1/quotes', { json: { items: [{ sku: cake.sku, quantity: 1 }] } }),
      201,
    );
    expect(plain.replaces).toBeNull();
    expect(await problem(await change(plain.id), 409)).toMatchObject({ code: 'conflict' });
    const another = await answer<Order>(await postOrder(customer, { items: [{ sku: soup.sku, quantity: 1 }] }), 201);
    const elsewhere = await customer.call('POST', `/v1/orders/${another.id}/change`, {
      json: { quote_id: forChange.id },
    });
    expect(await problem(elsewhere, 409)).toMatchObject({ code: 'conflict' });
  });

  it('is refused to other customers, and to all once it is too late', async () => {
    const { id } = await quote([{ sku: cake.sku, quantity: 1 }]);
    const other = await newUser(tenant);
    const foreign = { items: [{ sku: cake.sku, quantity: 1 }], replaces_order_id: order.id };
    await problem(await other.call('POST', '/v1/quotes', { json: foreign }), 404);
    await problem(await change(id, other), 404);
    const stranger = await newTenant();
    await problem(await stranger.owner.call('POST', '/v1/quotes', { json: foreign }), 404);
    await problem(await change(id, stranger.owner), 404);
    expect(await problem(await change(id, customer, {}, { 'if-match': '"v7"' }), 412)).toMatchObject({
      code: 'precondition_failed',
    });

    await answer(await tenant.owner.call('PATCH', `/v1/orders/${order.id}`, { json: { status: 'confirmed' } }), 200);
    expect(await problem(await change(id), 409)).toMatchObject({ code: 'illegal_transition' });
    const staff = await newUser(tenant, 'staff');
    const byStaff = await answer<Order>(
      await change((await quote([{ sku: cake.sku, quantity: 1 }], staff)).id, staff),
      200,
    );
    expect(byStaff).toMatchObject({ user_id: customer.userId, status: 'confirmed', total: 400 });
    const late = await quote([{ sku: soup.sku, quantity: 1 }], staff);
    await answer(await tenant.owner.call('PATCH', `/v1/orders/${order.id}`, { json: { status: 'preparing' } }), 200);
    expect(await problem(await change(late.id, staff), 409)).toMatchObject({ code: 'illegal_transition' });
    expect([await stockOf(soup), await stockOf(cake)]).toEqual([5, 2]);
  });
});
