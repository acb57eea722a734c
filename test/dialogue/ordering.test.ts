import { beforeAll, describe, expect, it } from 'vitest';
import { TestChat } from '../support/chat-client.ts';
import { CODE, ordersOf, stockMenu } from '../support/menu.ts';
import { newTenant, newUser, postOrder, type TestTenant } from '../support/tenant.ts';

describe('ordering by chat', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await newTenant();
    await stockMenu(tenant.owner);
  });

  it('finds, discounts and, once approved, places exactly one order', async () => {
    const before = (await ordersOf(tenant.owner)).length;
    const chat = new TestChat({ token: tenant.owner.token });

    const found = await chat.say('something vegan under 12 euros');
    expect(found).toContain('Buddha bowl');
    expect(found).toContain('Lentil soup');
    expect(found).not.toMatch(/burger|cake|Risotto/i);

    await chat.say('the first one');
    const priced = await chat.say(`I have code ${CODE}`);
    expect(priced).toContain(CODE);

    await chat.say('order it');
    expect(chat.toolParts('confirm').at(-1)?.state).toBe('approval-requested');
    expect(await ordersOf(tenant.owner)).toHaveLength(before);

    const placed = await chat.decide(true);
    expect(placed).toMatch(/order number \d+ is placed/);
    const orders = await ordersOf(tenant.owner);
    expect(orders).toHaveLength(before + 1);
    expect(orders[0]?.total).toBe(981);
    expect(chat.lastMessage?.metadata).toMatchObject({ model: 'offline', offline: true });
  });

  it('places nothing when the approval is denied', async () => {
    const before = (await ordersOf(tenant.owner)).length;
    const chat = new TestChat({ token: tenant.owner.token });
    await chat.say('2 margherita');
    await chat.say('order it');
    const answer = await chat.decide(false);
    expect(answer).toMatch(/not placed/);
    expect(await ordersOf(tenant.owner)).toHaveLength(before);

    await chat.say('order it');
    await chat.decide(true);
    const [order, ...others] = await ordersOf(tenant.owner);
    expect(others).toHaveLength(before);
    expect(order?.items).toHaveLength(1);
    expect(order?.total).toBe(1980);
  });

  it('shows a new quote when the approved one cannot be kept, and asks for approval again', async () => {
    const customer = await newUser(tenant, 'customer');
    const json = { code: 'ONCE', name: 'Once', kind: 'fixed', value: 500, currency: 'EUR', usage_limit: 1 };
    await tenant.owner.call('POST', '/v1/promotions', { json });
    const chat = new TestChat({ token: customer.token });
    await chat.say('2 buddha bowl');
    expect(await chat.say('I have code ONCE')).toContain('16.80');
    await chat.say('order it');
    const items = [{ sku: 'TIRAMISU', quantity: 1 }];
    expect((await postOrder(tenant.owner, { items, promo_codes: ['ONCE'] })).status).toBe(201);

    expect(await chat.decide(true)).toMatch(/Something has changed.*\n.*\nTotal: EUR 21.80/);
    expect(await ordersOf(customer)).toEqual([]);
    await chat.say('order it');
    const calls = chat.toolParts('confirm');
    expect(calls.map((call) => call.state)).toEqual(['output-available', 'approval-requested']);
    expect(new Set(calls.map((call) => JSON.stringify(call.input))).size).toBe(2);
    expect(await chat.decide(true)).toMatch(/order number \d+ is placed/);
    expect((await ordersOf(customer)).map((order) => order.total)).toEqual([2180]);
  });
});
