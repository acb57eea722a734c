import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfirmInput, type ConfirmOutput, type MenuHit, type ToolFailure } from '../../../contracts/chat-tool.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Product } from '../../../contracts/product.ts';
import type { Quote } from '../../../contracts/quote.ts';
import { AGENT_TOOLS } from '../../../workers/llm/tools/all-tools.ts';
import { withinBounds } from '../../../workers/llm/tools/retrieve-menu.ts';
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
import { callTool } from '../../support/tool-session.ts';

const { apply_promos: applyPromos, confirm, order_status: orderStatus, retrieve_menu: retrieveMenu } = AGENT_TOOLS;

let tenant: TestTenant;
let customer: TestUser;
let soup: Product;

beforeAll(async () => {
  tenant = await newTenant();
});
beforeEach(async () => {
  customer = await newUser(tenant);
  soup = await newProduct(tenant, { stock: 5, allergens: ['milk', 'celery'] });
});

async function quoteFor(user: TestUser, quantity: number, more: object = {}): Promise<Quote> {
  const items = [{ sku: soup.sku, quantity }];
  const output = await callTool(user, tenant, applyPromos, { items, ...more });
  if ('error' in output) throw new Error(JSON.stringify(output));
  return output.quote;
}
const confirmed = async (input: unknown, more: Parameters<typeof callTool>[4] = {}): Promise<ConfirmOutput> => {
  const output = await callTool(customer, tenant, confirm, input, more);
  if ('error' in output) throw new Error(JSON.stringify(output));
  return output;
};
const refused = async (input: unknown, user = customer, more: Parameters<typeof callTool>[4] = {}) => {
  const output = await callTool(user, tenant, confirm, input, more);
  if (!('error' in output)) throw new Error(`was not refused: ${JSON.stringify(output)}`);
  return output as ToolFailure;
};
const ordersOf = async (user: TestUser) =>
  await inTenantDatabase<{ id: string; status: string; version: number; idempotency_key: string }>(
    tenant.tenantId,
    sql`SELECT id, status, version, idempotency_key FROM orders WHERE user_id = ${user.userId}`,
  );
const stock = async () => (await answer<Product>(await tenant.owner.call('GET', `/v1/products/${soup.id}`), 200)).stock;

describe('confirm places', () => {
  it('with fulfilment and note, once, however often and however concurrently it runs', async () => {
    const { id: quote_id } = await quoteFor(customer, 2);
    const input = { quote_id, fulfilment: { type: 'delivery', address: '1 Long Street' }, note: 'Ring twice' };
    const outputs = await Promise.all([1, 2, 3, 4].map((n) => confirmed(input, { callId: `call_${n}` })));
    outputs.push(await confirmed(input));
    const [first] = outputs;
    expect(first).toMatchObject({
      action: 'place',
      order: { fulfilment: input.fulfilment, note: 'Ring twice', total: 2000 },
    });
    for (const output of outputs) expect(output).toEqual(first);
    expect(await ordersOf(customer)).toMatchObject([{ id: first?.order.id, idempotency_key: `quote:${quote_id}` }]);
    expect(await stock()).toBe(3);
  });

  it('once when it crashed after the order was committed', async () => {
    const { id: quote_id } = await quoteFor(customer, 1);
    const services = {
      nudgeRelay: () => {
        throw new Error('the runtime went away');
      },
    };
    expect(await refused({ quote_id }, customer, { services })).toMatchObject({ error: { code: 'internal' } });
    const [placed] = await ordersOf(customer);
    const again = await confirmed({ quote_id });
    expect(again.order.id).toBe(placed?.id);
    expect(await ordersOf(customer)).toHaveLength(1);
    expect(await stock()).toBe(4);
  });

  it('once when it crashed before anything was committed', async () => {
    const { id: quote_id } = await quoteFor(customer, 1);
    let asked = 0;
    const clock = {
      now: () => {
        // Past the quote's lock and the stock, before the order's row.
        if (++asked === 4) throw new Error('the runtime went away');
        return new Date();
      },
    };
    await callTool(customer, tenant, confirm, { quote_id }, { services: { clock } });
    expect(asked).toBeGreaterThan(3);
    expect(await ordersOf(customer)).toEqual([]);
    expect(await stock()).toBe(5);
    await confirmed({ quote_id });
    expect(await ordersOf(customer)).toHaveLength(1);
  });

  it('reports the order of a spent quote even after the quote has expired', async () => {
    const { id: quote_id } = await quoteFor(customer, 1);
    const { order } = await confirmed({ quote_id });
    await inTenantDatabase(
      tenant.tenantId,
      sql`UPDATE quotes SET expires_at = now() - interval '1 h' WHERE id = ${quote_id}`,
    );
    expect((await confirmed({ quote_id })).order).toEqual(order);
  });

  it('no quote of another person, and none that the conversation has not shown', async () => {
    const { id: quote_id } = await quoteFor(customer, 1);
    const other = await newUser(tenant);
    expect((await refused({ quote_id }, other)).error.code).toBe('not_found');
    expect((await refused({ quote_id }, tenant.owner, { role: 'owner' })).error.code).toBe('not_found');
    expect((await refused({ quote_id }, customer, { hasShownQuote: () => false })).error.code).toBe('not_found');
    expect(await stock()).toBe(5);
  });
});

describe('confirm changes', () => {
  it('an own order by the quote made for it, once', async () => {
    const { order } = await confirmed({ quote_id: (await quoteFor(customer, 2)).id });
    const quote = await quoteFor(customer, 3, { replaces_order_id: order.id });
    const input = { action: 'change', quote_id: quote.id, order_id: order.id, note: 'Hurry' };
    const outputs = await Promise.all([1, 2, 3].map(() => confirmed(input)));
    expect(
      outputs.map((output) => [output.action, output.order.version, output.order.total, output.order.note]),
    ).toEqual(Array.from({ length: 3 }, () => ['change', 2, 3000, 'Hurry']));
    expect(await stock()).toBe(2);
  });

  it('no order of another person, not even for staff', async () => {
    const { order } = await confirmed({ quote_id: (await quoteFor(customer, 1)).id });
    const items = [{ sku: soup.sku, quantity: 5 }];
    for (const [user, role] of [
      [await newUser(tenant), 'customer'],
      [tenant.owner, 'owner'],
    ] as const) {
      const quote = await callTool(user, tenant, applyPromos, { items, replaces_order_id: order.id }, { role });
      expect(quote).toMatchObject({ error: { code: 'not_found' } });
      const cancel = { action: 'cancel', order_id: order.id, order_version: 1 };
      expect((await refused(cancel, user, { role })).error.code).toBe('not_found');
    }
    expect((await ordersOf(customer))[0]).toMatchObject({ status: 'pending', version: 1 });
  });
});

describe('confirm cancels', () => {
  let order: Order;
  beforeEach(async () => {
    ({ order } = await confirmed({ quote_id: (await quoteFor(customer, 2)).id }));
  });
  const cancel = (version: number) => ({
    action: 'cancel',
    order_id: order.id,
    order_version: version,
    reason: 'Too late',
  });

  it('an own order as it was seen, once, and gives the stock back', async () => {
    const outputs = await Promise.all([1, 2, 3].map(() => confirmed(cancel(1))));
    outputs.push(await confirmed(cancel(1)));
    for (const output of outputs)
      expect(output).toMatchObject({ action: 'cancel', order: { status: 'cancelled', version: 2 } });
    expect(await stock()).toBe(5);
    const reasons = await inTenantDatabase(
      tenant.tenantId,
      sql`SELECT reason FROM order_history WHERE order_id = ${order.id} AND to_status = 'cancelled'`,
    );
    expect(reasons).toEqual([{ reason: 'Too late' }]);
  });

  it('no order that has changed since', async () => {
    await answer(await tenant.owner.call('PATCH', `/v1/orders/${order.id}`, { json: { status: 'confirmed' } }), 200);
    expect((await refused(cancel(1))).error.code).toBe('precondition_failed');
    await answer(await tenant.owner.call('PATCH', `/v1/orders/${order.id}`, { json: { status: 'preparing' } }), 200);
    expect((await refused(cancel(3))).error.code).toBe('illegal_transition');
    expect(await stock()).toBe(3);
  });
});

describe('the input of confirm', () => {
  const id = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';
  it.each([
    [{}],
    [{ action: 'place' }],
    [{ quote_id: id, order_id: id }],
    [{ quote_id: id, reason: 'x' }],
    [{ action: 'change', quote_id: id }],
    [{ action: 'change', order_id: id }],
    [{ action: 'cancel', order_id: id }],
    [{ action: 'cancel', order_id: id, order_version: 1, quote_id: id }],
    [{ action: 'cancel', order_id: id, order_version: 0 }],
    [{ action: 'refund', order_id: id }],
    [{ quote_id: id, fulfilment: { type: 'delivery' } }],
    [{ quote_id: id, user_id: id }],
    [{ quote_id: id, total: 1 }],
  ])('is refused when it is %j', (input) => {
    expect(ConfirmInput.safeParse(input).success).toBe(false);
  });
});

describe('order_status', () => {
  it('returns only own orders, the newest or one by number, and what can be done with them', async () => {
    const other = await newUser(tenant);
    const foreign = await answer<Order>(await postOrder(other, { items: [{ sku: soup.sku, quantity: 1 }] }), 201);
    expect(await callTool(customer, tenant, orderStatus, {})).toEqual({
      untrusted: true,
      orders: [],
      help_requests: [],
    });
    const numbers: number[] = [];
    for (const quantity of [1, 2])
      numbers.push((await confirmed({ quote_id: (await quoteFor(customer, quantity)).id })).order.number);
    const [first, second] = numbers;
    expect(await callTool(customer, tenant, orderStatus, {})).toMatchObject({
      orders: [{ number: second, status: 'pending', can_change: true, can_cancel: true, items: [{ quantity: 2 }] }],
    });
    expect(await callTool(customer, tenant, orderStatus, { number: first })).toMatchObject({
      orders: [{ number: first }],
    });
    expect(await callTool(customer, tenant, orderStatus, { number: foreign.number })).toMatchObject({ orders: [] });
    expect(await callTool(tenant.owner, tenant, orderStatus, { limit: 3 }, { role: 'owner' })).toMatchObject({
      orders: [],
    });
    await answer(
      await tenant.owner.call('PATCH', `/v1/orders/${(await ordersOf(customer))[0]?.id}`, {
        json: { status: 'confirmed' },
      }),
      200,
    );
    const { orders } = (await callTool(customer, tenant, orderStatus, { limit: 3 })) as {
      orders: Array<Record<string, unknown>>;
    };
    expect(orders.filter(({ status }) => status === 'confirmed')).toMatchObject([
      { can_change: false, can_cancel: true },
    ]);
  });
});

describe('retrieve_menu', () => {
  it('leaves out what declares an allergen', async () => {
    const skus = async (exclude_allergens: string[]) => {
      const output = await callTool(customer, tenant, retrieveMenu, { query: soup.name, exclude_allergens, limit: 20 });
      return 'hits' in output ? output.hits.map(({ sku }) => sku) : [];
    };
    expect(await skus([])).toContain(soup.sku);
    expect(await skus(['nuts'])).toContain(soup.sku);
    expect(await skus(['nuts', 'celery'])).not.toContain(soup.sku);
  });

  it('returns a bounded amount of text', () => {
    const hit = { name: 'x', description: 'y'.repeat(5_000), option_groups: [] } as unknown as MenuHit;
    expect(withinBounds([hit])[0]?.description).toHaveLength(400);
    const big = { ...hit, name: 'z'.repeat(10_000) };
    expect(withinBounds([big, big, big, big])).toHaveLength(2);
    expect(withinBounds([{ ...hit, name: 'z'.repeat(50_000) }, hit])).toHaveLength(1);
  });
});

describe('every call', () => {
  it('publishes an event with its outcome, latency and order', async () => {
    const { id: quote_id } = await quoteFor(customer, 1);
    await refused({ quote_id: crypto.randomUUID() });
    const { order } = await confirmed({ quote_id });
    const events = await inTenantDatabase<{ data: Record<string, unknown> }>(
      tenant.tenantId,
      sql`SELECT data FROM outbox WHERE topic = 'chat_tools' AND audience_user_id = ${customer.userId} ORDER BY position`,
    );
    expect(events.every(({ data }) => data.channel === 'chat')).toBe(true);
    expect(
      events.map(({ data }) => [data.conversation_id, data.tool, data.outcome, data.error_code, data.order_id]),
    ).toEqual([
      ['c1', 'apply_promos', 'ok', null, null],
      ['c1', 'confirm', 'error', 'not_found', null],
      ['c1', 'confirm', 'ok', null, order.id],
    ]);
    for (const { data } of events) expect(data.latency_ms).toBeGreaterThanOrEqual(0);
  });
});
