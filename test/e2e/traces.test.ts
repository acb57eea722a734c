import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '../../scripts/dev-stack/ports.ts';
import { type Collected, type CollectedSpan, collectSpans } from '../../scripts/lab/traces/collected-spans.ts';
import { pathOf } from '../../scripts/lab/traces/span-tree.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { UiChat } from '../support/ui-chat.ts';
import { until } from '../support/until.ts';

const LIMIT_MS = 60_000;
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
/** People's words, names and secrets in this file: none may reach the collector. */
const PLANTED = ['ragline-demo', '@bistro.test', 'planted', 'vegan', 'TIRAMISU', 'euros', 'eyJ', 'whsec_'];

let home: SystemHome;
let system: StartedSystem;
let collected: Collected;
let receiver: Server;
let customer: HttpUser;
const received: Array<{ traceparent: string; event: { id: string } }> = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ traceparent: String(request.headers.traceparent), event: JSON.parse(body) });
      response.end('ok');
    });
  });
  const port = await listenOnLoopback(receiver, 0);
  collected = await collectSpans(process.env.OTELCOL);
  home = await newHome();
  system = await startSystem(home, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collected.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=planted%20key',
  });
  const owner = await HttpUser.logIn(home.url, 'bistro', 'owner@bistro.test');
  customer = await HttpUser.logIn(home.url, 'bistro', 'customer@bistro.test');
  const url = `http://127.0.0.1:${port}/hook?key=planted`;
  expect((await owner.call('POST', '/v1/webhook-endpoints', { url })).status).toBe(201);
});
afterAll(async () => {
  await system?.kill();
  await collected?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  home?.remove();
});

interface OrderEvent {
  id: string;
  type: string;
  traceparent: string;
  requestid: string;
}

/** The first event of an order that a socket shows, while `act` runs or soon after. */
async function orderEventOf(act: () => Promise<unknown>): Promise<OrderEvent> {
  const socket = await customer.socket();
  await until(
    async () => socket.frames,
    (frames) => frames.some(({ type }) => type === 'ready'),
    LIMIT_MS,
  );
  await act();
  const eventIn = () =>
    socket.frames.map(({ event }) => event as OrderEvent | undefined).find((event) => event?.type === 'order_created');
  const event = await until(
    async () => eventIn(),
    (found) => found !== undefined,
    LIMIT_MS,
  );
  socket.close();
  if (event === undefined) throw new Error('no event');
  return event;
}

/** The span of this `traceparent` in its trace, once the whole way to it and these of its children are there. */
async function traceOf(traceparent: string, way: readonly string[], ways: readonly string[]) {
  const [, traceId, spanId] = traceparent.split('-');
  const found = () => {
    const spans = collected.spans.filter((span) => span.traceId === traceId);
    const span = spans.find((candidate) => candidate.spanId === spanId);
    const childrenOf = (of: CollectedSpan) => spans.filter(({ parentSpanId }) => parentSpanId === of.spanId);
    return {
      ...{ spans, span, childrenOf },
      path: span === undefined ? [] : pathOf(spans, span),
      children: span === undefined ? [] : namesOf(childrenOf(span)),
    };
  };
  const { span, ...trace } = await until(
    async () => found(),
    ({ path, children }) => path.length === way.length && ways.every((name) => children.includes(name)),
    LIMIT_MS,
  ).catch((error: unknown) => {
    throw new Error(`only ${found().path} and ${found().children}`, { cause: error });
  });
  if (span === undefined) throw new Error('its own span is missing');
  return { ...trace, span };
}
const namesOf = (spans: readonly CollectedSpan[]) => spans.map(({ name }) => name);
const kindOf = (spans: readonly CollectedSpan[], name: string) => spans.find((span) => span.name === name)?.kind;

const WAYS_OF_AN_EVENT = ['relay orders', 'send orders', 'process ragline-orders', 'process ragline-webhooks'];

describe('the trace of an order', () => {
  it('leads from the chat’s request through agent, tool, transaction and outbox to frame, Queue and webhook', async () => {
    const chat = new UiChat({ api: `${home.url}/v1/chat`, token: customer.token, fetch });
    await chat.say('something vegan under 12 euros');
    await chat.say('the first one');
    await chat.say('I have code WELCOME10');
    await chat.say('order it');
    const event = await orderEventOf(() => chat.decide(true));

    const way = ['POST /v1/chat', 'invoke_agent ragline', 'execute_tool confirm', 'transaction', 'create orders'];
    const { span, path } = await traceOf(event.traceparent, way, WAYS_OF_AN_EVENT);
    expect(path).toEqual(way);
    expect(span.attributes).toMatchObject({ 'messaging.message.id': event.id, request_id: event.requestid });

    const delivery = await until(
      async () => received.find((request) => request.event.id === event.id),
      (found) => found !== undefined,
      LIMIT_MS,
    );
    const post = await until(
      async () => collected.spans.find(({ spanId }) => delivery?.traceparent.split('-')[2] === spanId),
      (found) => found !== undefined,
      LIMIT_MS,
    );
    if (post === undefined) throw new Error('no span');
    const { spans, childrenOf } = await traceOf(event.traceparent, way, WAYS_OF_AN_EVENT);
    // Below the message that caused it, or, when one of another event was faster, beside it.
    expect([...way, 'process ragline-webhooks', 'POST']).toEqual(expect.arrayContaining(pathOf(spans, post)));
    expect(pathOf(spans, post).slice(0, way.length)).toEqual(way);
    expect(post.attributes).toMatchObject({ 'http.response.status_code': 200, 'ragline.webhook.outcome': 'delivered' });

    const agent = spans.find(({ name }) => name === 'invoke_agent ragline');
    if (agent === undefined) throw new Error('no agent');
    expect(namesOf(childrenOf(agent))).toContain('chat offline');
    const model = childrenOf(agent).find(({ name }) => name === 'chat offline');
    expect(model?.attributes).toMatchObject({ 'gen_ai.request.model': 'offline', 'gen_ai.operation.name': 'chat' });
    expect(model?.attributes['gen_ai.response.finish_reasons']).toEqual(['stop']);
    const kinds = ['POST /v1/chat', 'transaction', 'create orders', 'relay orders', 'process ragline-orders', 'POST'];
    expect(kinds.map((name) => kindOf(spans, name))).toEqual([
      ...['server', 'client', 'producer', 'consumer', 'consumer', 'client'],
    ]);
  });

  it('continues the caller’s trace, with tenant, user and request, and honours its sampling flag', async () => {
    const order = { items: [{ sku: 'TIRAMISU', quantity: 2 }] };
    const place = (traceparent: string) =>
      customer.call('POST', '/v1/orders', order, {
        'idempotency-key': crypto.randomUUID(),
        'x-request-id': 'trace-request',
        traceparent,
      });
    const event = await orderEventOf(() => place(`00-${CALLER.traceId}-${CALLER.spanId}-01`));
    const way = ['POST /v1/orders', 'IdempotencyGate/run', 'transaction', 'create orders'];
    const { spans, span, path } = await traceOf(event.traceparent, way, WAYS_OF_AN_EVENT);
    expect(path).toEqual(way);
    const gate = spans.find(({ name }) => name === 'IdempotencyGate/run');
    expect(gate?.attributes).toMatchObject({
      'rpc.system.name': 'cloudflare_durable_objects',
      'rpc.method': 'IdempotencyGate/run',
      'ragline.idempotency.outcome': 'fresh',
    });
    const limiter = spans.find(({ name }) => name === 'RateLimiter/takeAll');
    expect(limiter && pathOf(spans, limiter)).toEqual(['POST /v1/orders', 'RateLimiter/takeAll']);
    const root = spans.find(({ name }) => name === 'POST /v1/orders');
    expect(root?.parentSpanId).toBe(CALLER.spanId);
    expect(root?.attributes).toMatchObject({ 'http.route': '/v1/orders', 'http.response.status_code': 201 });
    const { tenant_id, user_id } = root?.attributes ?? {};
    expect([tenant_id, user_id]).toEqual([expect.any(String), expect.any(String)]);
    for (const each of spans) expect(each.attributes).toMatchObject({ tenant_id, request_id: 'trace-request' });
    expect(span.attributes.user_id).toBe(user_id);
    const statements = spans.filter(({ attributes }) => attributes['db.query.summary'] !== undefined);
    expect(namesOf(statements)).toContain('SELECT write_order');

    const unasked = CALLER.traceId.replace('4', '5');
    expect((await place(`00-${unasked}-${CALLER.spanId}-00`)).status).toBe(201);
    const [product] = (await customer.get<{ data: Array<{ id: string }> }>('/v1/products?limit=1')).data;
    const after = `00-${CALLER.traceId.replace('4', '6')}-${CALLER.spanId}-01`;
    await customer.call('GET', `/v1/products/${product?.id}`, undefined, { traceparent: after });
    await until(
      async () => namesOf(collected.spans),
      (names) => names.includes('GET /v1/products/{id}') || names.includes('GET /v1/products/:id'),
      LIMIT_MS,
    );
    expect(collected.spans.filter(({ traceId }) => traceId === unasked)).toEqual([]);
  });
});

describe('the trace of a tool over MCP', () => {
  it('leads through the tool to the embedding of what it searches for', async () => {
    const traceId = CALLER.traceId.replace('4', '7');
    const message = {
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: { name: 'search_knowledge', arguments: { query: 'When are you open?' } },
    };
    const answered = await customer.call('POST', '/mcp', message, {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      traceparent: `00-${traceId}-${CALLER.spanId}-01`,
    });
    expect(await answered.text()).toContain('"structuredContent"');
    const isEmbedding = ({ name }: CollectedSpan) => name.startsWith('embeddings ');
    const spans = await until(
      async () => collected.spans.filter((span) => span.traceId === traceId),
      (found) => found.some(isEmbedding) && found.some(({ name }) => name === 'POST /mcp'),
      LIMIT_MS,
    );
    const embedding = spans.find(isEmbedding);
    if (embedding === undefined) throw new Error('no span');
    expect(pathOf(spans, embedding)).toEqual(['POST /mcp', 'execute_tool search_knowledge', embedding.name]);
  });
});

describe('a collector', () => {
  it('receives no names and no text that people write', async () => {
    await customer.call('GET', '/v1/products?q=planted&category=planted');
    await customer.call('POST', '/v1/search', { query: 'planted words' });
    await customer.call('GET', '/planted/someone@bistro.test?token=planted');
    await customer.call('POST', '/v1/orders', { items: [{ sku: 'planted', quantity: 1 }] }, { 'idempotency-key': 'p' });
    await customer.call('POST', '/v1/auth/login', {
      tenant_slug: 'planted',
      email: 'planted@bistro.test',
      password: 'x',
    });
    await until(
      async () => namesOf(collected.spans),
      (names) => ['POST /v1/auth/login', 'POST /v1/search', 'GET unmatched'].every((name) => names.includes(name)),
      LIMIT_MS,
    );
    const told = collected.bodies.join('\n');
    expect(PLANTED.filter((text) => told.includes(text))).toEqual([]);
    expect(collected.resources[0]).toMatchObject({ 'service.name': 'ragline', 'deployment.environment.name': 'local' });
  });

  it('that is unreachable loses only spans: they are dropped and counted, and its breaker opens', async () => {
    await collected.stop();
    const answered = async () => {
      expect((await customer.call('GET', '/v1/me')).status).not.toBe(500);
      return await (await fetch(`${home.url}/metrics`)).text();
    };
    await until(answered, (text) => text.includes('\nragline_breaker_state{host="collector"} 2'), LIMIT_MS);
    const order = { items: [{ sku: 'TIRAMISU', quantity: 1 }] };
    const placed = await customer.call('POST', '/v1/orders', order, { 'idempotency-key': 'away' });
    expect(placed.status).toBe(201);
    const metrics = await answered();
    expect(metrics).toMatch(/\nragline_trace_spans_total\{outcome="dropped"\} [1-9]/);
    expect(metrics).toMatch(/\nragline_trace_spans_total\{outcome="sent"\} [1-9]/);
    expect(await customer.get('/readyz')).toMatchObject({ status: 'ok' });
  });
});
