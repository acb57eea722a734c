import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TOOL_NAMES } from '../../../contracts/chat-tool.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Product } from '../../../contracts/product.ts';
import type { Quote } from '../../../contracts/quote.ts';
import { McpClient } from '../../support/mcp-client.ts';
import { answer, call, newProduct, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';
import { workerWith } from '../../support/worker-with.ts';

const ALL_SCOPES = [
  'product:read',
  'quote:create',
  'order:create',
  'order:read',
  'order:change',
  'order:cancel',
  'document:read',
  'help-request:create',
];

let tenant: TestTenant;
let customer: TestUser;
let soup: Product;

beforeAll(async () => {
  tenant = await newTenant();
});
beforeEach(async () => {
  customer = await newUser(tenant);
  soup = await newProduct(tenant, { name: `Soup ${crypto.randomUUID().slice(0, 8)}`, stock: 5 });
});

async function keyWith(...scopes: string[]): Promise<string> {
  const response = await tenant.owner.call('POST', '/v1/api-keys', { json: { name: 'agent', scopes } });
  return (await answer<{ secret: string }>(response, 201)).secret;
}
async function quoted(client: McpClient, quantity = 1, more: object = {}): Promise<Quote> {
  const { structuredContent } = await client.tool<{ quote: Quote }>('apply_promos', {
    items: [{ sku: soup.sku, quantity }],
    ...more,
  });
  return structuredContent.quote;
}
const ordersIn = async () =>
  await inTenantDatabase<{ id: string; status: string }>(
    tenant.tenantId,
    sql`SELECT id, status FROM orders WHERE id IN (SELECT order_id FROM order_items WHERE product_id = ${soup.id})`,
  );

describe.each(['2025-11-25', '2026-07-28'] as const)('MCP of the revision %s', (revision) => {
  const connect = (token: string, capabilities = {}) => new McpClient({ token, revision, capabilities });

  it('names its server, and offers every tool with schemas and hints', async () => {
    const client = connect(customer.token);
    expect(await client.hello()).toMatchObject({ serverInfo: { name: 'ragline' }, capabilities: { tools: {} } });
    const tools = await client.tools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([...TOOL_NAMES].toSorted());
    for (const tool of tools) {
      expect(tool).toMatchObject({ inputSchema: { type: 'object' }, outputSchema: { type: 'object' } });
      expect(JSON.stringify(tool.inputSchema)).not.toMatch(/tenant|user_id|total/);
      // A client hands it to a model, and many take none.
      expect(JSON.stringify(tool.inputSchema)).not.toContain('$ref');
    }
    expect(tools.find(({ name }) => name === 'confirm')?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: true,
    });
    expect(tools.find(({ name }) => name === 'retrieve_menu')?.annotations).toMatchObject({ readOnlyHint: true });
  });

  it('searches and prices for any token, structured and as text', async () => {
    const client = connect(customer.token);
    const { sku } = await newProduct(tenant, { name: 'Kohlrabi gratin' });
    const found = await client.tool<{ untrusted: true; hits: Array<{ sku: string }> }>('retrieve_menu', {
      query: 'kohlrabi',
    });
    expect(found.structuredContent.untrusted).toBe(true);
    expect(found.structuredContent.hits.map((hit) => hit.sku)).toContain(sku);
    expect(JSON.parse(found.content[0]?.text ?? '')).toEqual(found.structuredContent);
    expect((await quoted(client, 2)).total).toBe(2000);
  });

  it('applies a promotion code when the caller names it, and at no other time', async () => {
    const code = `FRIENDS${revision.replaceAll('-', '')}`;
    const json = { code, name: 'For friends', kind: 'percentage', value: 5000, currency: 'EUR' };
    await answer(await tenant.owner.call('POST', '/v1/promotions', { json }), 201);
    const client = connect(customer.token);
    expect(await quoted(client, 2)).toMatchObject({ total: 2000, promotions: [] });
    expect(await quoted(client, 2, { promo_codes: [] })).toMatchObject({ total: 2000, promotions: [] });
    expect(await quoted(client, 2, { promo_codes: [code] })).toMatchObject({ total: 1000, promotions: [{ code }] });
  });

  it('places, changes and cancels for an API key with the scopes, each once', async () => {
    const client = connect(await keyWith(...ALL_SCOPES));
    const { id: quote_id } = await quoted(client, 2);
    const placed = await Promise.all([1, 2, 3].map(() => client.tool<{ order: Order }>('confirm', { quote_id })));
    expect(new Set(placed.map(({ structuredContent }) => structuredContent.order.id)).size).toBe(1);
    const order = placed[0]?.structuredContent.order;
    expect(await ordersIn()).toHaveLength(1);

    const change = await quoted(client, 1, { replaces_order_id: order?.id });
    const changed = await client.tool<{ order: Order }>('confirm', {
      action: 'change',
      quote_id: change.id,
      order_id: order?.id,
    });
    expect(changed.structuredContent.order).toMatchObject({ version: 2, total: 1000 });
    const status = await client.tool<{ orders: Order[] }>('order_status', {});
    expect(status.structuredContent.orders).toMatchObject([{ id: order?.id, version: 2 }]);
    const cancel = { action: 'cancel', order_id: order?.id, order_version: 2 };
    expect((await client.tool<{ order: Order }>('confirm', cancel)).structuredContent.order.status).toBe('cancelled');
    expect(await ordersIn()).toMatchObject([{ status: 'cancelled' }]);
  });

  it('offers and runs only what the scopes allow', async () => {
    const reader = connect(await keyWith('product:read'));
    expect((await reader.tools()).map(({ name }) => name)).toEqual(['retrieve_menu']);
    const orderer = connect(await keyWith('product:read', 'quote:create', 'order:read', 'order:create'));
    const { id: quote_id } = await quoted(orderer);
    await expect(reader.tool('confirm', { quote_id })).rejects.toThrow(/not found|unknown|disabled/i);
    const { order } = (await orderer.tool<{ order: Order }>('confirm', { quote_id })).structuredContent;
    const refused = await orderer.tool('confirm', { action: 'cancel', order_id: order.id, order_version: 1 });
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'forbidden' } } });
    expect(await ordersIn()).toMatchObject([{ status: 'pending' }]);
  });

  it('places no order for a person whose client cannot ask them', async () => {
    const client = connect(customer.token);
    const { id: quote_id } = await quoted(client);
    const refused = await client.tool('confirm', { quote_id });
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'approval_required' } } });
    expect(await ordersIn()).toEqual([]);
  });

  it('takes no quote of another principal, tenant or made-up id', async () => {
    const key = await keyWith(...ALL_SCOPES);
    const theirs = await quoted(connect(customer.token));
    const stranger = await newTenant();
    for (const quote_id of [theirs.id, crypto.randomUUID()]) {
      const refused = await connect(key).tool('confirm', { quote_id });
      expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'not_found' } } });
    }
    const foreign = await connect(stranger.owner.token).tool<{ hits: unknown[] }>('retrieve_menu', {
      query: soup.name,
    });
    expect(foreign.structuredContent.hits).toEqual([]);
    expect(await ordersIn()).toEqual([]);
  });

  it('refuses what a tool does not take, naming it', async () => {
    const client = connect(await keyWith(...ALL_SCOPES));
    const { id: quote_id } = await quoted(client);
    for (const [name, input] of [
      ['retrieve_menu', { tenant_id: crypto.randomUUID() }],
      ['confirm', { quote_id, user_id: crypto.randomUUID() }],
      ['confirm', { quote_id, total: 1 }],
      ['apply_promos', { items: [{ sku: soup.sku, quantity: -1 }] }],
      ['apply_promos', { items: [{ sku: soup.sku, quantity: 1, unit_price: 1 }] }],
      ['order_status', { user_id: customer.userId }],
    ] as const) {
      const outcome = await client.tool(name, input).catch((error: unknown) => ({ isError: true, error }));
      expect(outcome.isError).toBe(true);
    }
    expect(await ordersIn()).toEqual([]);
  });

  it('takes arguments in the spellings of models', async () => {
    const client = connect(customer.token);
    const basket = await client.tool<{ quote: Quote }>('apply_promos', {
      items: JSON.stringify([{ sku: soup.sku, quantity: '2', options: null }]),
      promo_codes: null,
    });
    expect(basket.structuredContent.quote.items).toMatchObject([{ sku: soup.sku, quantity: 2 }]);
    const found = await client.tool<{ hits: unknown[] }>('retrieve_menu', {
      ...{ query: soup.name, category: null, diets: '', limit: '20', available: 'true' },
    });
    expect(found.structuredContent.hits).toContainEqual(expect.objectContaining({ sku: soup.sku }));
  });

  it('leaves an event of each call that tells of MCP, of one that was refused as well', async () => {
    const client = connect(customer.token);
    const { id: quote_id } = await quoted(client);
    await client.tool('confirm', { quote_id });
    const events = await inTenantDatabase<{ data: object }>(
      tenant.tenantId,
      sql`SELECT data FROM outbox WHERE topic = 'chat_tools' AND audience_user_id = ${customer.userId}
        ORDER BY position`,
    );
    const common = { channel: 'mcp', conversation_id: null, order_id: null };
    expect(events.map(({ data }) => data)).toMatchObject([
      { ...common, tool: 'apply_promos', outcome: 'ok', error_code: null },
      { ...common, tool: 'confirm', outcome: 'error', error_code: 'approval_required' },
    ]);
  });
});

describe('MCP with a client that can ask its person', () => {
  const connect = (token: string) =>
    new McpClient({ token, revision: '2026-07-28', capabilities: { elicitation: {} } });

  it.each(['a person', 'an API key'])('asks for %s, and orders on their yes alone', async (who) => {
    const client = connect(who === 'a person' ? customer.token : await keyWith(...ALL_SCOPES));
    const { id: quote_id } = await quoted(client, 2);
    const input = { quote_id, note: 'Ring' };
    const asked = await client.tool('confirm', input);
    expect(asked).toMatchObject({ resultType: 'input_required' });
    expect(JSON.stringify(asked.inputRequests)).toMatch(/2 × “Soup.*EUR 20\.00.*Ring/);
    expect(await ordersIn()).toEqual([]);

    const answers = (content: unknown, action = 'accept') => ({ approval: { action, content } });
    const state = asked.requestState;
    // A no, and a yes to another call, to no question, or to a question of another's.
    expect(
      await client.tool('confirm', input, { inputResponses: answers({ approve: false }), requestState: state }),
    ).toMatchObject({ structuredContent: { error: { code: 'declined' } } });
    expect(
      await client.tool('confirm', input, { inputResponses: answers({}, 'decline'), requestState: state }),
    ).toMatchObject({ structuredContent: { error: { code: 'declined' } } });
    const yes = answers({ approve: true });
    expect(await client.tool('confirm', { quote_id }, { inputResponses: yes, requestState: state })).toMatchObject({
      resultType: 'input_required',
    });
    expect(await client.tool('confirm', input, { inputResponses: yes })).toMatchObject({
      resultType: 'input_required',
    });
    for (const forged of [`${state}x`, `A${state}`, 'x', '.', '']) {
      expect(await client.tool('confirm', input, { inputResponses: yes, requestState: forged })).toMatchObject({
        resultType: 'input_required',
      });
    }
    // Whom the state was not made for is another, whose quote this is not either.
    const other = connect((await newUser(tenant)).token);
    expect(await other.tool('confirm', input, { inputResponses: yes, requestState: state })).toMatchObject({
      structuredContent: { error: { code: 'not_found' } },
    });
    expect(await ordersIn()).toEqual([]);

    const placed = await client.tool<{ order: Order }>('confirm', input, { inputResponses: yes, requestState: state });
    expect(placed.structuredContent.order).toMatchObject({ note: 'Ring', total: 2000 });
    const again = await client.tool<{ order: Order }>('confirm', input, { inputResponses: yes, requestState: state });
    expect(again.structuredContent.order.id).toBe(placed.structuredContent.order.id);
    expect(await ordersIn()).toHaveLength(1);
  });

  it('accepts a confirmation only from the principal that was asked', async () => {
    const [one, two] = [await keyWith(...ALL_SCOPES), customer.token].map(connect);
    if (one === undefined || two === undefined) throw new Error('two clients were made');
    const { id: quote_id } = await quoted(two);
    const asked = await two.tool('confirm', { quote_id });
    const yes = { approval: { action: 'accept', content: { approve: true } } };
    expect(
      await one.tool('confirm', { quote_id }, { inputResponses: yes, requestState: asked.requestState }),
    ).toMatchObject({ structuredContent: { error: { code: 'not_found' } } });
    expect(await ordersIn()).toEqual([]);
  });

  it('asks again once the question is old', async () => {
    const client = connect(customer.token);
    const { id: quote_id } = await quoted(client);
    const { requestState } = await client.tool('confirm', { quote_id });
    vi.useFakeTimers({ now: Date.now() + 11 * 60_000, toFake: ['Date'] });
    try {
      const yes = { approval: { action: 'accept', content: { approve: true } } };
      expect(await client.tool('confirm', { quote_id }, { inputResponses: yes, requestState })).toMatchObject({
        resultType: 'input_required',
      });
    } finally {
      vi.useRealTimers();
    }
    expect(await ordersIn()).toEqual([]);
  });

  it('asks about no quote or order of another principal', async () => {
    const theirs = await quoted(connect((await newUser(tenant)).token));
    expect(await connect(customer.token).tool('confirm', { quote_id: theirs.id })).toMatchObject({
      structuredContent: { error: { code: 'not_found' } },
    });
  });
});

describe('the MCP endpoint', () => {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const post = (raw: string, more: Record<string, string> = {}) =>
    call('POST', '/mcp', { raw, headers: { ...headers, authorization: `Bearer ${customer.token}`, ...more } });

  it('requires a token, and says how to send it', async () => {
    for (const authorization of ['', 'Bearer x', 'Bearer rk_none', 'Basic abc']) {
      const response = await post(JSON.stringify(list), { authorization });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      await response.body?.cancel();
    }
  });

  it('has no sessions, and refuses GET and DELETE', async () => {
    for (const method of ['GET', 'DELETE', 'PUT', 'PATCH']) {
      const response = await call(method, '/mcp', {
        headers: { authorization: `Bearer ${customer.token}`, accept: 'text/event-stream' },
      });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'POST']);
      await response.body?.cancel();
    }
  });

  it('refuses pages of origins that are not in CORS_ORIGINS', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost.evil.example',
      // What a rebound name makes of a page: the host that was called.
      'https://ragline.test',
    ]) {
      expect((await post(JSON.stringify(list), { origin })).status).toBe(403);
    }
    for (const origin of ['https://localhost:5173', 'http://localhost:3000', 'http://127.0.0.1']) {
      expect((await post(JSON.stringify(list), { origin })).status).toBe(200);
    }
  });

  it.each([
    ['no JSON', '{', 400],
    ['nothing', '', 400],
    ['no JSON-RPC', '{"a":1}', 400],
    [
      'U+0000',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"retrieve_menu","arguments":{"query":"\\u0000"}}}',
      422,
    ],
    [
      'an unpaired surrogate',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"retrieve_menu","arguments":{"query":"\\ud800"}}}',
      422,
    ],
    ['a batch', JSON.stringify([list, list]), 400],
    ['nesting without end', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 422],
    ['more than 1 MiB', JSON.stringify({ ...list, padding: 'x'.repeat(1_100_000) }), 413],
  ])('refuses %s', async (_name, raw, status) => {
    const response = await post(raw);
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });

  it('is never cached', async () => {
    const response = await post(JSON.stringify(list));
    expect(response.headers.get('cache-control')).toBe('no-store');
    await response.body?.cancel();
  });

  it('refuses another media type', async () => {
    const response = await post(JSON.stringify(list), { 'content-type': 'text/plain' });
    expect(response.status).toBe(415);
    await response.body?.cancel();
  });

  it('refuses subscriptions, because its lists never change', async () => {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const method = 'subscriptions/listen';
    const response = await post(
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method,
        params: { notifications: { toolsListChanged: true }, _meta: meta },
      }),
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method },
    );
    expect(await response.text()).toContain('limit reached');
  });

  it('counts a tool call against the chat quota, and other requests against the write quota', async () => {
    const narrow = workerWith({ RATE_LIMIT_SCALE: '0.1' });
    const send = async (message: object) => {
      const response = await narrow('POST', '/mcp', {
        json: message,
        headers: { ...headers, authorization: `Bearer ${customer.token}` },
      });
      await response.body?.cancel();
      return { status: response.status, policy: response.headers.get('ratelimit-policy') };
    };
    const search = { ...list, method: 'tools/call', params: { name: 'retrieve_menu', arguments: { query: 'soup' } } };
    const calls = [await send(search), await send(search), await send(search), await send(search)];
    expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(calls.every(({ policy }) => policy?.startsWith('"chat"'))).toBe(true);
    expect(await send(list)).toMatchObject({ status: 200, policy: expect.stringMatching(/^"writes"/) });
  });
});
