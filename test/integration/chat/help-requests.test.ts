import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HelpRequest } from '../../../contracts/help-request.ts';
import { MAX_OPEN_HELP_REQUESTS } from '../../../contracts/help-request.ts';
import type { Order } from '../../../contracts/order.ts';
import { AGENT_TOOLS } from '../../../workers/llm/tools/all-tools.ts';
import {
  answer,
  newProduct,
  newTenant,
  newUser,
  postOrder,
  type TestTenant,
  type TestUser,
} from '../../support/tenant.ts';
import { callTool } from '../../support/tool-session.ts';

let tenant: TestTenant;
let person: TestUser;
let order: Order;
let sku: string;

beforeAll(async () => {
  tenant = await newTenant();
});
beforeEach(async () => {
  person = await newUser(tenant);
  const product = await newProduct(tenant, { name: 'Lasagne' });
  sku = product.sku;
  const json = { items: [{ sku, quantity: 2 }] };
  order = await answer<Order>(await postOrder(person, json), 201);
});

const ask = (input: object, more: { by?: TestUser; answering?: string } = {}) =>
  callTool(more.by ?? person, tenant, AGENT_TOOLS.request_help, input, {
    answering: more.answering ?? crypto.randomUUID(),
  });
const asked = async (input: object, more: { answering?: string } = {}): Promise<HelpRequest> => {
  const output = await ask(input, more);
  if (!('help_request' in output)) throw new Error(`refused: ${JSON.stringify(output)}`);
  return output.help_request;
};
const listed = async (user: TestUser, query = ''): Promise<HelpRequest[]> =>
  (await answer<{ data: HelpRequest[] }>(await user.call('GET', `/v1/help-requests${query}`), 200)).data;

describe('a request for help', () => {
  it('names kind, order and lines, and the staff move it on and answer', async () => {
    const made = await asked({
      kind: 'return',
      reason: 'It was cold',
      order_id: order.id,
      items: [{ sku, quantity: 1 }],
    });
    expect(made).toMatchObject({
      ...{ kind: 'return', status: 'open', answer: null, order: { id: order.id, number: order.number } },
      items: [{ sku, name: 'Lasagne', quantity: 1 }],
    });
    expect((await listed(tenant.owner, '?status=open')).map(({ id }) => id)).toContain(made.id);
    const change = { status: 'resolved', answer: 'The money is on its way.' };
    const response = await tenant.owner.call('PATCH', `/v1/help-requests/${made.id}`, { json: change });
    expect(await answer(response, 200)).toMatchObject({ ...change, version: 2 });
    const told = await callTool(person, tenant, AGENT_TOOLS.order_status, {});
    expect(told).toMatchObject({ help_requests: [{ id: made.id, ...change }] });
    const events = await answer<{ data: Array<{ type: string; data: { help_request: HelpRequest } }> }>(
      await person.call('GET', '/v1/events?topics=notifications'),
      200,
    );
    const mine = events.data.filter(({ data }) => data.help_request?.id === made.id);
    expect(mine.map(({ type }) => type)).toEqual(['help_requested', 'help_request_updated']);
    expect(JSON.stringify(mine)).not.toContain(tenant.owner.userId);
  });

  it('is one for a message however often the tool is called, and another for the next message', async () => {
    const wish = { kind: 'refund', reason: 'Raw inside', order_id: order.id };
    const first = await asked(wish, { answering: 'm1' });
    expect((await asked({ ...wish, reason: 'Other words' }, { answering: 'm1' })).id).toBe(first.id);
    expect((await asked(wish, { answering: 'm2' })).id).not.toBe(first.id);
  });

  it('takes the person’s own orders alone, and lines that these hold', async () => {
    const stranger = await newUser(tenant);
    expect(await ask({ kind: 'refund', reason: 'x', order_id: order.id }, { by: stranger })).toMatchObject({
      error: { code: 'not_found' },
    });
    for (const items of [[{ sku: 'OTHER', quantity: 1 }], [{ sku, quantity: 3 }]]) {
      expect(await ask({ kind: 'return', reason: 'x', order_id: order.id, items })).toMatchObject({
        error: { code: 'invalid_request', message: expect.stringContaining('items.0.') },
      });
    }
    expect(await listed(person)).toEqual([]);
  });

  it('is seen by its person and the staff alone', async () => {
    const { id } = await asked({ kind: 'human', reason: 'Please call me' });
    const stranger = await newUser(tenant);
    expect(await listed(stranger)).toEqual([]);
    const other = await newTenant();
    expect(await listed(other.owner)).toEqual([]);
    const json = { status: 'declined' };
    expect((await other.owner.call('PATCH', `/v1/help-requests/${id}`, { json })).status).toBe(404);
    expect((await person.call('PATCH', `/v1/help-requests/${id}`, { json })).status).toBe(403);
  });

  it('is limited to a few open ones for each person', async () => {
    const calls = Array.from({ length: MAX_OPEN_HELP_REQUESTS + 2 }, () => ask({ kind: 'complaint', reason: 'Late' }));
    const outputs = await Promise.all(calls);
    expect(outputs.filter((output) => 'error' in output)).toHaveLength(2);
    expect(await listed(person)).toHaveLength(MAX_OPEN_HELP_REQUESTS);
  });
});

describe('the conversation of a request for help', () => {
  it('is readable by staff only, while the request is open, and each read is audited', async () => {
    const shop = await newTenant();
    const guest = await newUser(shop);
    const staff = await newUser(shop, 'staff');
    await answer(
      await guest.call('PUT', '/v1/chat/c1/restrictions', { json: { diets: ['vegan'], exclude_allergens: [] } }),
      200,
    );
    const output = await callTool(guest, shop, AGENT_TOOLS.request_help, {
      kind: 'human',
      reason: 'I want to speak with somebody',
    });
    if (!('help_request' in output)) throw new Error('refused');
    const { id } = output.help_request;
    const path = `/v1/help-requests/${id}/conversation`;
    expect(await answer(await staff.call('GET', path), 200)).toMatchObject({ id: 'c1', messages: [] });
    expect((await guest.call('GET', path)).status).toBe(403);
    expect((await tenant.owner.call('GET', path)).status).toBe(404);
    const log = `/v1/audit-log?resource_type=help_request&resource_id=${id}`;
    const { data } = await answer<{ data: Array<{ action: string; actor_id: string }> }>(
      await shop.owner.call('GET', log),
      200,
    );
    expect(data.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['help_request.conversation_read', staff.userId],
      ['help_request.created', guest.userId],
    ]);
    expect((await staff.call('GET', log)).status).toBe(403);
    await answer(await staff.call('PATCH', `/v1/help-requests/${id}`, { json: { status: 'resolved' } }), 200);
    expect((await staff.call('GET', path)).status).toBe(409);
  });
});
