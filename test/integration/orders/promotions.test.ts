import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../contracts/order.ts';
import type { Problem } from '../../../contracts/problem.ts';
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

const body = (over: Record<string, unknown> = {}) => ({
  code: 'TEN',
  name: 'Ten percent',
  kind: 'percentage',
  value: 1000,
  currency: 'EUR',
  ...over,
});
const post = (user: TestUser, json: unknown, headers: Record<string, string> = {}) =>
  user.call('POST', '/v1/promotions', { json, headers });
const made = async (tenant: TestTenant, over: Record<string, unknown> = {}) =>
  await answer<Promotion>(await post(tenant.owner, body(over)), 201);
const read = async (tenant: TestTenant, id: string) =>
  await answer<Promotion>(await tenant.owner.call('GET', `/v1/promotions/${id}`), 200);
const quote = async (user: TestUser, json: unknown) =>
  await answer<Quote>(await user.call('POST', '/v1/quotes', { json }), 201);

describe('a promotion', () => {
  it('is made, read by staff, changed in its version and deleted, which frees its code', async () => {
    const tenant = await newTenant();
    const staff = await newUser(tenant, 'staff');
    const response = await post(tenant.owner, body());
    const promotion = await answer<Promotion>(response, 201);
    const path = `/v1/promotions/${promotion.id}`;
    expect([response.headers.get('etag'), response.headers.get('location')]).toEqual(['"v1"', path]);
    expect(await answer(await staff.call('GET', path), 200)).toEqual(promotion);
    expect((await staff.call('PATCH', path, { json: { priority: 1 } })).status).toBe(403);

    const change = (json: unknown, tag: string) =>
      tenant.owner.call('PATCH', path, { json, headers: { 'if-match': tag } });
    const changed = await change({ value: 500, eligible_categories: ['Drinks'] }, '"v1"');
    expect(changed.headers.get('etag')).toBe('"v2"');
    expect(await answer(changed, 200)).toMatchObject({ value: 500, eligible_categories: ['drinks'], code: 'TEN' });
    expect((await change({ value: 400 }, '"v1"')).status).toBe(412);
    expect((await tenant.owner.call('DELETE', path, { headers: { 'if-match': '"v1"' } })).status).toBe(412);
    expect((await tenant.owner.call('DELETE', path)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await tenant.owner.call(method, path)).status).toBe(404);
    await made(tenant);
    const { data } = await answer<{ data: Promotion[] }>(await tenant.owner.call('GET', '/v1/promotions'), 200);
    expect(data).toHaveLength(1);
  });

  it('has a code of its own, and is made once for a key', async () => {
    const tenant = await newTenant();
    const headers = { 'idempotency-key': 'p-1' };
    const [first, second] = [await post(tenant.owner, body(), headers), await post(tenant.owner, body(), headers)];
    expect(await second.text()).toBe(await first.text());
    const taken = await answer<Problem>(await post(tenant.owner, body()), 409);
    expect(taken).toMatchObject({ code: 'already_exists', errors: [{ path: 'code' }] });
    const other = await made(tenant, { code: 'OTHER' });
    const renamed = await tenant.owner.call('PATCH', `/v1/promotions/${other.id}`, { json: { code: 'TEN' } });
    expect(renamed.status).toBe(409);
    await made(tenant, { code: null });
    await made(tenant, { code: null });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ code: undefined }, 'code'],
    [{ value: 10_001 }, 'value'],
    [{ kind: 'buy_x_get_y' }, 'buy_quantity'],
    [{ kind: 'buy_x_get_y', buy_quantity: 1, get_quantity: 1, value: 20_000 }, 'value'],
    [{ buy_quantity: 1 }, 'buy_quantity'],
    [{ max_sets: 1 }, 'max_sets'],
    [{ usage_limit: 0 }, 'usage_limit'],
    [{ stacking: 'sometimes' }, 'stacking'],
    [{ starts_at: '2026-01-02T00:00:00Z', ends_at: '2026-01-01T00:00:00Z' }, 'ends_at'],
    [{ version: 3 }, 'version'],
  ])('with %j is refused at its path', async (over, path) => {
    const tenant = await newTenant();
    const problem = await answer<Problem>(await post(tenant.owner, body(over)), 422);
    expect(problem.errors?.map((error) => error.path)).toContain(path);
  });

  it('is validated as a whole after a change', async () => {
    const tenant = await newTenant();
    const { id } = await made(tenant, { kind: 'fixed', value: 20_000, code: 'FIX' });
    const change = (json: unknown) => tenant.owner.call('PATCH', `/v1/promotions/${id}`, { json });
    for (const json of [{}, { kind: 'percentage' }, { kind: 'buy_x_get_y' }, { max_sets: 3 }]) {
      expect((await change(json)).status).toBe(422);
    }
    const sets = { kind: 'buy_x_get_y', value: 10_000, buy_quantity: 1, get_quantity: 1 };
    expect(await answer(await change(sets), 200)).toMatchObject({ ...sets, version: 2 });
    const { sku } = await newProduct(tenant);
    for (let i = 0; i < 2; i++)
      await answer(await postOrder(tenant.owner, { items: [{ sku, quantity: 2 }], promo_codes: ['FIX'] }), 201);
    const problem = await answer<Problem>(await change({ usage_limit: 1 }), 422);
    expect(problem.errors?.[0]?.path).toBe('usage_limit');
    expect((await change({ usage_limit: 2 })).status).toBe(200);
  });
});

describe('on an order', () => {
  it('an automatic promotion applies to what it is for, beside a code', async () => {
    const tenant = await newTenant();
    const [wine, soup] = [await newProduct(tenant, { category: 'drinks' }), await newProduct(tenant)];
    const sets = { kind: 'buy_x_get_y', value: 10_000, buy_quantity: 1, get_quantity: 1, max_sets: 1 };
    const automatic = await made(tenant, { code: null, name: 'Two for one', eligible_categories: ['drinks'], ...sets });
    await made(tenant);
    const items = [
      { sku: wine.sku, quantity: 4 },
      { sku: soup.sku, quantity: 1 },
    ];
    const order = await answer<Order>(await postOrder(tenant.owner, { items, promo_codes: ['TEN'] }), 201);
    expect(order.promotions).toEqual([
      { promotion_id: automatic.id, code: null, name: 'Two for one', amount: 1000 },
      expect.objectContaining({ code: 'TEN', amount: 500 }),
    ]);
    expect(order).toMatchObject({ subtotal: 5000, discount_total: 1500, total: 3500 });
    expect((await quote(tenant.owner, { items })).total).toBe(4000);
    expect((await quote(tenant.owner, { items: items.slice(1) })).promotions).toEqual([]);
    await tenant.owner.call('DELETE', `/v1/promotions/${automatic.id}`);
    expect((await quote(tenant.owner, { items })).total).toBe(5000);
  });

  it('with a limit for each customer is for accounts, as its quotes say, unless guests are allowed', async () => {
    const tenant = await newTenant();
    const [customer, guest] = [await newUser(tenant, 'customer'), await newUser(tenant, 'guest')];
    const { sku } = await newProduct(tenant);
    const { id } = await made(tenant, { per_customer_limit: 1 });
    const automatic = await made(tenant, {
      code: null,
      name: 'First order',
      kind: 'fixed',
      value: 50,
      per_customer_limit: 1,
    });
    const basket = { items: [{ sku, quantity: 1 }], promo_codes: ['TEN'] };
    const quoted = (user: TestUser) => user.call('POST', '/v1/quotes', { json: basket });
    const detail = 'TEN is for customers with an account: sign in or register to use it';
    expect(await answer<Problem>(await quoted(guest), 422)).toMatchObject({ code: 'invalid_promotion', detail });
    expect(await answer<Problem>(await postOrder(guest, basket), 422)).toMatchObject({
      code: 'invalid_promotion',
      detail,
    });
    expect((await quote(guest, { items: basket.items })).promotions).toEqual([]);
    expect((await answer<Order>(await postOrder(guest, { items: basket.items }), 201)).discount_total).toBe(0);
    expect((await answer<Order>(await quoted(customer), 201)).discount_total).toBe(150);

    for (const promotion of [id, automatic.id])
      await answer(
        await tenant.owner.call('PATCH', `/v1/promotions/${promotion}`, { json: { guests_allowed: true } }),
        200,
      );
    expect((await answer<Order>(await quoted(guest), 201)).discount_total).toBe(150);
    const order = await answer<Order>(await postOrder(guest, basket), 201);
    expect((await answer<Problem>(await postOrder(guest, basket), 422)).detail).toContain('as often as it may be');
    // Staff who change a guest's order see it as that guest does.
    const changed = { items: basket.items, promo_codes: ['TEN'], replaces_order_id: order.id };
    expect((await quote(tenant.owner, changed)).discount_total).toBe(150);
    await answer(await tenant.owner.call('PATCH', `/v1/promotions/${id}`, { json: { guests_allowed: false } }), 200);
    expect((await answer<Problem>(await tenant.owner.call('POST', '/v1/quotes', { json: changed }), 422)).detail).toBe(
      detail,
    );
  });

  it('is used by one customer as often as its limit says; a cancelled order gives its use back, once', async () => {
    const tenant = await newTenant();
    const [one, other] = [await newUser(tenant, 'customer'), await newUser(tenant, 'customer')];
    const { sku } = await newProduct(tenant);
    const { id } = await made(tenant, { per_customer_limit: 1, usage_limit: 2 });
    const order = (user: TestUser) => postOrder(user, { items: [{ sku, quantity: 1 }], promo_codes: ['TEN'] });
    const first = await answer<Order>(await order(one), 201);
    const problem = await answer<Problem>(await order(one), 422);
    expect(problem).toMatchObject({ code: 'invalid_promotion', detail: 'TEN was used by you as often as it may be' });
    await answer(await order(other), 201);
    expect((await read(tenant, id)).times_used).toBe(2);

    const cancel = () => one.call('POST', `/v1/orders/${first.id}/cancel`, { json: {} });
    expect((await Promise.all([cancel(), cancel()])).map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await read(tenant, id)).times_used).toBe(1);
    await answer(await order(one), 201);
    expect((await answer<Problem>(await order(other), 422)).code).toBe('invalid_promotion');
  });
});

describe('an order’s history', () => {
  it('lists each step, to staff with names and to its customer without', async () => {
    const tenant = await newTenant();
    const [customer, stranger, staff] = [
      await newUser(tenant, 'customer'),
      await newUser(tenant, 'customer'),
      await newUser(tenant, 'staff'),
    ];
    const { sku } = await newProduct(tenant);
    const { id } = await answer<Order>(await postOrder(customer, { items: [{ sku, quantity: 1 }] }), 201);
    await tenant.owner.call('PATCH', `/v1/orders/${id}`, { json: { status: 'confirmed' } });
    await staff.call('POST', `/v1/orders/${id}/cancel`, { json: { reason: 'Sold out' } });
    const path = `/v1/orders/${id}/events`;
    const events = async (user: TestUser) =>
      (await answer<{ data: Array<Record<string, unknown>> }>(await user.call('GET', path), 200)).data.map(
        ({ from, to, reason, actor }) => [from, to, reason, actor],
      );
    const steps = (...actors: unknown[]) => [
      [null, 'pending', null, actors[0]],
      ['pending', 'confirmed', null, actors[1]],
      ['confirmed', 'cancelled', 'Sold out', actors[2]],
    ];
    expect(await events(staff)).toEqual(
      steps(
        { role: 'customer', user_id: customer.userId },
        { role: 'owner', user_id: tenant.owner.userId },
        { role: 'staff', user_id: staff.userId },
      ),
    );
    const nameless = { role: 'staff', user_id: null };
    expect(await events(customer)).toEqual(steps({ role: 'customer', user_id: customer.userId }, nameless, nameless));
    const foreign = await newTenant();
    for (const user of [stranger, foreign.owner]) expect((await user.call('GET', path)).status).toBe(404);
  });
});

describe('a quote that cannot be kept', () => {
  it('is answered with a new one, the same for every repeat, which can be ordered', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant, 'customer');
    const [soup, bread] = [await newProduct(tenant), await newProduct(tenant, { stock: 5 })];
    const items = [
      { sku: soup.sku, quantity: 1 },
      { sku: bread.sku, quantity: 2 },
    ];
    const held = await quote(customer, { items });
    await tenant.owner.call('DELETE', `/v1/products/${soup.id}`);
    const refused = await postOrder(customer, { quote_id: held.id }, 'key-1');
    const again = await postOrder(customer, { quote_id: held.id }, 'key-1');
    const text = await refused.text();
    expect(await again.text()).toBe(text);
    const problem = JSON.parse(text) as Problem;
    expect(problem).toMatchObject({ code: 'quote_changed', status: 409, errors: [{ path: 'items.0' }] });
    expect(problem.quote).toMatchObject({ total: 2000, items: [{ sku: bread.sku, quantity: 2 }] });
    const renewed = problem.quote?.id ?? '';
    expect(await answer(await customer.call('GET', `/v1/quotes/${renewed}`), 200)).toEqual(problem.quote);
    expect((await tenant.owner.call('GET', `/v1/quotes/${renewed}`)).status).toBe(404);
    const order = await answer<Order>(await postOrder(customer, { quote_id: renewed }), 201);
    expect(order.total).toBe(2000);
    expect((await answer<Order>(await postOrder(customer, { quote_id: renewed }), 201)).id).toBe(order.id);
  });

  it('because it has expired comes back at the price of today, codes that still apply included', async () => {
    const tenant = await newTenant();
    const { sku, id } = await newProduct(tenant);
    await made(tenant);
    const held = await quote(tenant.owner, { items: [{ sku, quantity: 1 }], promo_codes: ['TEN'] });
    await tenant.owner.call('PATCH', `/v1/products/${id}`, { json: { price: { amount: 2000, currency: 'EUR' } } });
    await asTenant(tenant.tenantId, (tx) =>
      tx
        .update(quotes)
        .set({ expiresAt: new Date(0) })
        .where(eq(quotes.id, held.id)),
    );
    const problem = await answer<Problem>(await postOrder(tenant.owner, { quote_id: held.id }), 409);
    expect(problem).toMatchObject({ code: 'quote_expired', quote: { total: 1800, promotions: [{ code: 'TEN' }] } });
    expect(problem.errors).toBeUndefined();
  });

  it('comes back without the promotion that is used up, and changes nothing else', async () => {
    const tenant = await newTenant();
    const customer = await newUser(tenant, 'customer');
    const { sku, id } = await newProduct(tenant, { stock: 5 });
    await made(tenant, { usage_limit: 1 });
    const basket = { items: [{ sku, quantity: 1 }], promo_codes: ['TEN'] };
    const held = await quote(customer, basket);
    await answer(await postOrder(tenant.owner, basket), 201);
    const problem = await answer<Problem>(await postOrder(customer, { quote_id: held.id }), 409);
    expect(problem).toMatchObject({ code: 'quote_changed', quote: { total: 1000, promotions: [] } });
    expect(await answer(await tenant.owner.call('GET', `/v1/products/${id}`), 200)).toMatchObject({ stock: 4 });
  });

  it('holds its price otherwise: a dearer product and a promotion that was changed do not touch it', async () => {
    const tenant = await newTenant();
    const { sku, id } = await newProduct(tenant);
    const promotion = await made(tenant);
    const held = await quote(tenant.owner, { items: [{ sku, quantity: 1 }], promo_codes: ['TEN'] });
    await tenant.owner.call('PATCH', `/v1/products/${id}`, { json: { price: { amount: 9999, currency: 'EUR' } } });
    await tenant.owner.call('PATCH', `/v1/promotions/${promotion.id}`, { json: { value: 1 } });
    expect((await answer<Order>(await postOrder(tenant.owner, { quote_id: held.id }), 201)).total).toBe(900);
  });
});
