import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Order, OrderStep } from '../../../contracts/order.ts';
import { DEFAULT_ORDER_RULES, type OrderSettings } from '../../../contracts/order-settings.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import { lapseOrder } from '../../../workers/domain/orders/lapse-order.ts';
import { sweepOrders } from '../../../workers/pool/sweep-orders.ts';
import {
  answer,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestTenant,
  type TestUser,
} from '../../support/tenant.ts';
import { openWorker } from '../../support/worker-services.ts';

const SETTINGS = '/v1/tenant/order-settings';
const set = async (tenant: TestTenant, json: Partial<OrderSettings>) =>
  await answer<OrderSettings>(await tenant.owner.call('PATCH', SETTINGS, { json }), 200);
const stockOf = async (tenant: TestTenant, id: string) =>
  (await answer<Product>(await tenant.owner.call('GET', `/v1/products/${id}`), 200)).stock;
const read = async (user: TestUser, id: string) => await answer<Order>(await user.call('GET', `/v1/orders/${id}`), 200);

/** Services whose clock is ahead by so many minutes. */
const inMinutes = (minutes: number) => {
  const services = openWorker();
  return { ...services, clock: { now: () => new Date(services.clock.now().getTime() + minutes * 60_000) } };
};

describe('the settings of a tenant’s orders', () => {
  it('have defaults, and change only named fields', async () => {
    const tenant = await newTenant();
    const settings = await answer<OrderSettings>(await tenant.owner.call('GET', SETTINGS), 200);
    expect(settings).toEqual({ ...DEFAULT_ORDER_RULES, updated_at: null });
    expect(await set(tenant, { guest_hold_minutes: 5 })).toMatchObject({
      ...DEFAULT_ORDER_RULES,
      guest_hold_minutes: 5,
    });
    expect(await set(tenant, { customer_hold_minutes: 60, guest_hold_minutes: null })).toMatchObject({
      ...{ customer_hold_minutes: 60, guest_hold_minutes: null, guest_max_lines: DEFAULT_ORDER_RULES.guest_max_lines },
      updated_at: expect.any(String),
    });
    for (const json of [{}, { guest_hold_minutes: 0 }, { guest_max_lines: 1.5 }, { other: 1 }])
      expect((await tenant.owner.call('PATCH', SETTINGS, { json })).status).toBe(422);
  });
});

describe('an order that nobody confirms', () => {
  it('of a guest lapses once, releases its stock and codes, and shows its expiry to the shop', async () => {
    const tenant = await newTenant();
    const guest = await newUser(tenant, 'guest');
    const { id: productId, sku } = await newProduct(tenant, { stock: 10 });
    const promotion = { code: 'TEN', name: 'T', kind: 'percentage', value: 1000, currency: 'EUR', usage_limit: 1 };
    await answer(await tenant.owner.call('POST', '/v1/promotions', { json: promotion }), 201);
    const order = await answer<Order>(
      await postOrder(guest, { items: [{ sku, quantity: 4 }], promo_codes: ['TEN'] }),
      201,
    );
    const heldMs = Date.parse(order.expires_at ?? '') - Date.parse(order.created_at);
    expect(heldMs).toBe(30 * 60_000);
    const lapsing = async (minutes: number) => {
      const before = new Date(Date.now() + minutes * 60_000).toISOString();
      return (await answer<Page<Order>>(await tenant.owner.call('GET', `/v1/orders?expires_before=${before}`), 200))
        .data;
    };
    expect([(await lapsing(29)).length, (await lapsing(31)).map(({ id }) => id)]).toEqual([0, [order.id]]);

    await sweepOrders(inMinutes(29));
    expect(await read(guest, order.id)).toMatchObject({ status: 'pending' });
    await sweepOrders(inMinutes(31));
    await sweepOrders(inMinutes(31));
    expect(await read(guest, order.id)).toMatchObject({ status: 'cancelled', expires_at: null, version: 2 });
    expect(await stockOf(tenant, productId)).toBe(10);
    const steps = await answer<Page<OrderStep>>(await guest.call('GET', `/v1/orders/${order.id}/events`), 200);
    expect(steps.data.map(({ to, reason, actor }) => [to, reason, actor.role])).toEqual([
      ['pending', null, 'guest'],
      ['cancelled', 'expired', 'system'],
    ]);
    const told = await openWorker().db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      tx.execute(sql`SELECT data ->> 'reason' AS reason FROM outbox WHERE type = 'order_cancelled'`),
    );
    expect(told.rows).toEqual([{ reason: 'expired' }]);
    expect((await postOrder(guest, { items: [{ sku, quantity: 1 }], promo_codes: ['TEN'] })).status).toBe(201);
  });

  it('does not lapse once it is confirmed, nor for customers and the shop unless the tenant sets it', async () => {
    const tenant = await newTenant();
    const [guest, customer] = [await newUser(tenant, 'guest'), await newUser(tenant)];
    const { sku } = await newProduct(tenant, { stock: 10 });
    const place = async (user: TestUser) =>
      await answer<Order>(await postOrder(user, { items: [{ sku, quantity: 1 }] }), 201);
    const confirmed = await place(guest);
    const json = { status: 'confirmed' };
    expect(
      await answer<Order>(await tenant.owner.call('PATCH', `/v1/orders/${confirmed.id}`, { json }), 200),
    ).toMatchObject({ expires_at: null });
    expect([(await place(customer)).expires_at, (await place(tenant.owner)).expires_at]).toEqual([null, null]);
    await set(tenant, { customer_hold_minutes: 10 });
    const held = await place(customer);
    expect([(await place(tenant.owner)).expires_at, held.expires_at]).toEqual([null, expect.any(String)]);
    const lapse = (id: string) => lapseOrder({ services: inMinutes(60), input: { tenantId: tenant.tenantId, id } });
    expect([await lapse(confirmed.id), await lapse(held.id), await lapse(held.id)]).toEqual([false, true, false]);
    expect((await read(guest, confirmed.id)).status).toBe('confirmed');
  });
});

describe('what guests may order before the shop confirms it', () => {
  it('is bounded for each of them, and free again with each order that is confirmed or lapses', async () => {
    const tenant = await newTenant();
    const [guest, customer] = [await newUser(tenant, 'guest'), await newUser(tenant)];
    const [product, other] = [await newProduct(tenant, { stock: 1_000 }), await newProduct(tenant)];
    const { sku } = product;
    const place = (user: TestUser, quantity: number) => postOrder(user, { items: [{ sku, quantity }] });
    const refused = async (response: Response) => {
      const problem = await answer<Problem>(response, 409);
      expect(problem.code).toBe('order_limit_reached');
      return problem.detail ?? '';
    };
    expect(await refused(await place(guest, 1_000))).toContain('at most 100 units in the orders of a guest');
    expect(await stockOf(tenant, product.id)).toBe(1_000);
    await set(tenant, { guest_max_open_orders: 2, guest_max_open_units: 10, guest_max_lines: 1 });
    const lines = [product, other].map((each) => ({ sku: each.sku, quantity: 1 }));
    expect(await refused(await postOrder(guest, { items: lines }))).toContain('at most 1 lines in one order');
    const first = await answer<Order>(await place(guest, 6), 201);
    expect(await refused(await place(guest, 5))).toContain('at most 10 units');
    await answer(await place(guest, 1), 201);
    expect(await refused(await place(guest, 1))).toContain('at most 2 orders of a guest');
    // An order that grows is bounded alike.
    const more = { items: [{ sku, quantity: 10 }], replaces_order_id: first.id };
    const { id: quoteId } = await answer<{ id: string }>(await guest.call('POST', '/v1/quotes', { json: more }), 201);
    await refused(await guest.call('POST', `/v1/orders/${first.id}/change`, { json: { quote_id: quoteId } }));

    await answer(await tenant.owner.call('PATCH', `/v1/orders/${first.id}`, { json: { status: 'confirmed' } }), 200);
    await answer(await place(guest, 1), 201);
    await answer(await place(customer, 100), 201);
  });

  it('is bounded for all guests of one address, which is kept as a keyed hash', async () => {
    const tenant = await newTenant();
    const { sku } = await newProduct(tenant, { stock: 100 });
    await set(tenant, { address_max_open_orders: 2 });
    const place = async (address: string) => {
      const guest = await newUser(tenant, 'guest');
      const headers = { 'cf-connecting-ip': address, 'idempotency-key': crypto.randomUUID() };
      return (await guest.call('POST', '/v1/orders', { json: { items: [{ sku, quantity: 1 }] }, headers })).status;
    };
    const statuses: number[] = [];
    for (const address of ['203.0.113.7', '203.0.113.7', '203.0.113.7', '203.0.113.8'])
      statuses.push(await place(address));
    expect(statuses).toEqual([201, 201, 409, 201]);
    const { rows } = await openWorker().db.transaction({ systemWorkIn: tenant.tenantId }, (tx) =>
      tx.execute(sql`SELECT DISTINCT address_hash AS hash FROM orders`),
    );
    expect(rows.map(({ hash }) => /^[\w-]{22}$/.test(String(hash)))).toEqual([true, true]);
  });
});
