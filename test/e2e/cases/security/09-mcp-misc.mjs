import { addUser, call, key, newTenant, product, rnd, setSuite, summary, tried } from './lib.mjs';

setSuite('mcp-misc');
const A = await newTenant(),
  B = await newTenant();
const c = await addUser(A, ['customer']),
  d = await addUser(A, ['customer']);
await call('POST', '/v1/products', { token: A.owner, body: product('T-1', { stock: null }) });
const rpc = (token, method, params, h = {}) =>
  call('POST', '/mcp', {
    token,
    body: { jsonrpc: '2.0', id: 1, method, params },
    headers: { accept: 'application/json, text/event-stream', ...h },
  });
const parse = (r) => {
  const l = r.text.split('\n').find((x) => x.startsWith('data: '));
  try {
    return JSON.parse(l ? l.slice(6) : r.text);
  } catch {
    return {};
  }
};
const tool = async (token, name, args, meta, more = {}) =>
  parse(
    await rpc(
      token,
      'tools/call',
      { name, arguments: args, ...(meta ? { _meta: meta } : {}), ...more },
      meta ? { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name } : {},
    ),
  );
const key1 = async (scopes, t = A) =>
  (await call('POST', '/v1/api-keys', { token: t.owner, body: { name: 'k', scopes } })).json;
const quote = async (token) =>
  (await tool(token, 'apply_promos', { items: [{ sku: 'T-1', quantity: 1 }] })).result?.structuredContent?.quote;
// tools by rights
{
  const k = await key1(['product:read']);
  const l = parse(await rpc(k.secret, 'tools/list', {}));
  tried(
    'key sees the tools of its scopes alone',
    l.result.tools.map((x) => x.name).join() === 'retrieve_menu',
    l.result?.tools?.map((x) => x.name),
  );
  const x = await tool(k.secret, 'confirm', { action: 'place', quote_id: c.id });
  tried('tool out of scope', x.error !== undefined || x.result?.isError, JSON.stringify(x).slice(0, 150));
  const y = await tool(k.secret, 'apply_promos', { items: [{ sku: 'T-1', quantity: 1 }] });
  tried('apply_promos out of scope', y.error !== undefined || y.result?.isError, JSON.stringify(y).slice(0, 100));
}
// consent
const q = await quote(c.token);
const ordersOf = async (t) => (await call('GET', '/v1/orders?limit=100', { token: t })).json.data.length;
{
  const n = await ordersOf(A.owner);
  const x = await tool(c.token, 'confirm', { action: 'place', quote_id: q.id });
  tried(
    "a person's token without elicitation orders nothing",
    x.result?.isError === true && (await ordersOf(A.owner)) === n,
    JSON.stringify(x).slice(0, 200),
  );
}
for (const [n, args] of [
  ['consent true', { consent: true }],
  ['approved', { approved: true }],
  ['tenant_id', { tenant_id: B.id }],
  ['user_id', { user_id: d.id }],
]) {
  const x = await tool(c.token, 'confirm', { action: 'place', quote_id: q.id, ...args });
  tried(`confirm with ${n}`, x.result?.isError || x.error, JSON.stringify(x).slice(0, 150));
}
{
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'h6', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const ask = await tool(c.token, 'confirm', { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' }, meta);
  const res = ask.result;
  console.log('asks:', JSON.stringify(ask).slice(0, 500));
  const state = res?.requestState,
    id = res?.inputRequests && Object.keys(res.inputRequests)[0];
  const msg = JSON.stringify(res?.inputRequests ?? {});
  tried('the question names the real total', /10\.00/.test(msg), msg.slice(0, 200));
  tried(
    'a note cannot add a second Total line to the question',
    !/Total:.*\\nNote: Hello\\nTotal: EUR 0\.01/.test(msg),
    msg.slice(0, 300),
  );
  const yes = { [id]: { action: 'accept', content: { approve: true } } };
  const n = await ordersOf(A.owner);
  const tries = [
    ['no state', c.token, { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' }, yes, undefined],
    [
      'forged state',
      c.token,
      { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' },
      yes,
      state?.replace(/.$/, 'A').replace(/^./, 'A'),
    ],
    ['another note', c.token, { action: 'place', quote_id: q.id, note: 'other' }, yes, state],
    [
      'another address',
      c.token,
      {
        action: 'place',
        quote_id: q.id,
        note: 'Hello\nTotal: EUR 0.01',
        fulfilment: { type: 'delivery', address: 'Evil street 1' },
      },
      yes,
      state,
    ],
    ['another person', d.token, { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' }, yes, state],
    [
      'declined',
      c.token,
      { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' },
      { [id]: { action: 'decline' } },
      state,
    ],
    [
      'accept without approve',
      c.token,
      { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' },
      { [id]: { action: 'accept', content: {} } },
      state,
    ],
    [
      'approve as string',
      c.token,
      { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' },
      { [id]: { action: 'accept', content: { approve: 'true' } } },
      state,
    ],
    [
      'cancelled',
      c.token,
      { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' },
      { [id]: { action: 'cancel', content: { approve: true } } },
      state,
    ],
  ];
  for (const [name, tok, args, inputResponses, requestState] of tries) {
    await tool(tok, 'confirm', args, meta, { inputResponses, ...(requestState ? { requestState } : {}) });
    tried(`consent: ${name}`, (await ordersOf(A.owner)) === n, await ordersOf(A.owner));
  }
  const good = await tool(
    c.token,
    'confirm',
    { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' },
    meta,
    { inputResponses: yes, requestState: state },
  );
  console.log('with consent:', JSON.stringify(good).slice(0, 160));
  tried('consent given: one order', (await ordersOf(A.owner)) === n + 1, await ordersOf(A.owner));
  await tool(c.token, 'confirm', { action: 'place', quote_id: q.id, note: 'Hello\nTotal: EUR 0.01' }, meta, {
    inputResponses: yes,
    requestState: state,
  });
  tried('consent replayed: still one', (await ordersOf(A.owner)) === n + 1);
}
{
  const k = await key1(['product:read', 'quote:create']);
  const kq = await quote(k.secret);
  const x = await tool(k.secret, 'confirm', { action: 'place', quote_id: kq?.id });
  tried('key without order:create orders nothing', x.error || x.result?.isError, JSON.stringify(x).slice(0, 100));
  const k2 = await key1(['order:create', 'quote:create']);
  const y = await tool(k2.secret, 'confirm', { action: 'place', quote_id: kq?.id });
  tried('key places no quote of another key', y.result?.isError, JSON.stringify(y).slice(0, 150));
  const y2 = await tool(k2.secret, 'confirm', {
    action: 'place',
    quote_id: (await call('POST', '/v1/quotes', { token: A.owner, body: { items: [{ sku: 'T-1', quantity: 1 }] } }))
      .json.id,
  });
  tried('key places no quote of its owner (confused deputy)', y2.result?.isError, JSON.stringify(y2).slice(0, 150));
}
// protocol
for (const [n, raw, type] of [
  ['batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]'],
  ['no json', '{'],
  ['null', 'null'],
  ['no method', '{"jsonrpc":"2.0","id":1}'],
  ['text', 'x', 'text/plain'],
  ['id object', '{"jsonrpc":"2.0","id":{"a":1},"method":"tools/list"}'],
  ['proto method', '{"jsonrpc":"2.0","id":1,"method":"__proto__"}'],
  ['proto tool', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"__proto__","arguments":{}}}'],
  ['resources/read', '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}'],
  ['sampling', '{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{}}'],
  ['huge id', `{"jsonrpc":"2.0","id":"${'x'.repeat(200000)}","method":"ping"}`],
]) {
  const r = await call('POST', '/mcp', {
    token: c.token,
    raw,
    headers: { 'content-type': type ?? 'application/json', accept: 'application/json, text/event-stream' },
  });
  tried(`mcp ${n}`, r.status < 500, `${r.status} ${r.text.slice(0, 100)}`);
}
for (const m of ['GET', 'DELETE', 'PUT']) {
  const r = await call(m, '/mcp', { token: c.token });
  tried(`mcp ${m}`, r.status === 405, r.status);
}
{
  const r = await call('POST', '/mcp', { body: { jsonrpc: '2.0', id: 1, method: 'tools/list' } });
  tried('mcp without a token', r.status === 401, r.status);
}
// scopes that reach further than their name
{
  const k = await key1(['webhook:manage']);
  const r = await call('POST', '/v1/webhook-endpoints', { token: k.secret, body: { url: 'http://127.0.0.1:9/x' } });
  tried(
    'a key with webhook:manage alone cannot have every order sent to itself',
    r.status === 403,
    `${r.status}: endpoint made by a key that has neither order:read-all nor event:read-all; it gets all orders with notes and addresses`,
  );
}
{
  const k = await key1(['dead-letter:manage']);
  const r = await call('GET', '/v1/dead-letters', { token: k.secret });
  tried('READ dead letters show whole payloads to a key of dead-letter:manage', true, r.status);
}
{
  const k = await key1(['user:manage']);
  const r = await call('PATCH', `/v1/users/${c.id}`, { token: k.secret, body: { password: 'Neun-Raben-im-Turm-11' } });
  const l = await call('POST', '/v1/auth/login', {
    body: { tenant_slug: A.slug, email: c.email, password: 'Neun-Raben-im-Turm-11' },
  });
  tried(
    'a key with user:manage alone does not become a customer',
    !(r.status === 200 && l.status === 200),
    `sets a customer's password (${r.status}) and logs in as them (${l.status})`,
  );
}
{
  const st = await addUser(A, ['staff']);
  const k = await key1(['user:manage']);
  const _r = await call('PATCH', `/v1/users/${st.id}`, {
    token: k.secret,
    body: { password: 'Neun-Raben-im-Turm-11' },
  });
  const l = await call('POST', '/v1/auth/login', {
    body: { tenant_slug: A.slug, email: st.email, password: 'Neun-Raben-im-Turm-11' },
  });
  const o = l.json?.access_token ? await call('GET', '/v1/orders', { token: l.json.access_token }) : {};
  tried(
    'a key with user:manage alone does not read orders as staff',
    o.status !== 200,
    `as ${l.json?.roles}: orders ${o.status}`,
  );
}
{
  const k = await key1(['api-key:manage', 'product:read']);
  const child = (
    await call('POST', '/v1/api-keys', {
      token: k.secret,
      body: { name: 'c', scopes: ['product:read', 'api-key:manage'] },
    })
  ).json;
  await call('DELETE', `/v1/api-keys/${k.id}`, { token: A.owner });
  const r = await call('GET', '/v1/api-keys', { token: child.secret });
  const l = (await call('GET', '/v1/api-keys', { token: A.owner })).json.data.find((x) => x.id === child.id);
  tried(
    'keys made by a leaked key end with it, or name it as their maker',
    r.status === 401 || l.created_by === k.id,
    `child works: ${r.status}; its created_by is the owner's account, so the list does not tell it apart`,
  );
}
// conversation id as an oracle
{
  const cv = `shared-${rnd()}`;
  await call('POST', '/v1/chat', {
    token: c.token,
    body: { id: cv, message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hi' }] } },
  });
  const r = await call('POST', '/v1/chat', {
    token: d.token,
    body: { id: cv, message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hi' }] } },
  });
  const st = await call('GET', `/v1/chat/${cv}/stream`, { token: d.token }),
    st2 = await call('GET', `/v1/chat/none-${rnd()}/stream`, { token: d.token });
  tried(
    "another's conversation id cannot be told from a free one",
    st.status === st2.status,
    `${st.status} for another's, ${st2.status} for nobody's; POST ${r.status}`,
  );
  const rs = await Promise.all([
    call('POST', '/v1/chat', {
      token: c.token,
      body: {
        id: cv,
        message: { id: 'm2', role: 'user', parts: [{ type: 'text', text: 'hello again, what is vegan?' }] },
      },
    }),
    ...Array.from({ length: 6 }, (_, i) =>
      call('POST', '/v1/chat', {
        token: d.token,
        body: { id: cv, message: { id: `z${i}`, role: 'user', parts: [{ type: 'text', text: 'hi' }] } },
      }),
    ),
  ]);
  console.log('own post beside 6 of another:', rs.map((x) => x.status).join());
  tried("another's posts do not keep the owner from speaking", rs[0].status === 200, rs.map((x) => x.status).join());
}
// imports
{
  const imp = (raw, type = 'application/x-ndjson', h = {}) =>
    call('POST', '/v1/products/import', {
      token: A.owner,
      raw,
      headers: { 'content-type': type, 'idempotency-key': key(), ...h },
      timeout: 60000,
    });
  for (const [n, raw, t, h] of [
    ['gzip', 'x', undefined, { 'content-encoding': 'gzip' }],
    ['json', '{}', 'application/json'],
    ['empty', ''],
    ['11 MiB', 'x'.repeat(11 * 1024 * 1024)],
    ['one line of 9 MiB', `{"sku":"${'a'.repeat(9 * 1024 * 1024)}"}`],
    ['200,001 lines', '1\n'.repeat(200001)],
    ['nul and bad utf8', '{"sku":"a\u0000"}\n\ud800\n'],
    ['formula', JSON.stringify(product('=CMD|calc'))],
  ]) {
    const s = performance.now();
    const r = await imp(raw, t, h);
    tried(
      `import: ${n}`,
      r.status < 500 && performance.now() - s < 15000,
      `${r.status} ${Math.round(performance.now() - s)} ms ${r.text.slice(0, 80)}`,
    );
    console.log('import', n, r.status);
  }
}
// documents
{
  const doc = (body) =>
    call('POST', '/v1/documents', { token: A.owner, body: { title: 't', ...body }, timeout: 60000 });
  for (const [n, format, content] of [
    ['unclosed tags', 'html', '<div>'.repeat(200000)],
    ['open comment', 'html', `${'<!--'.repeat(100000)}x`],
    ['entities', 'html', '&amp;'.repeat(150000)],
    ['attributes', 'html', `<p ${'a=1 '.repeat(200000)}>x`],
    ['nested lists', 'markdown', `${'- '.repeat(200000)}x`],
    ['brackets', 'markdown', '['.repeat(300000)],
    ['emphasis', 'markdown', `${'*_'.repeat(200000)}a`],
    ['backticks', 'markdown', `${'`'.repeat(300000)}a`],
    ['one word', 'text', 'a'.repeat(900000)],
    ['combining', 'text', 'e\u0301'.repeat(200000)],
    ['blank', 'text', ' \n'.repeat(200000)],
    ['table', 'markdown', '|'.repeat(300000)],
    ['script', 'html', '<script>alert(1)</script><p>hello</p>'],
  ]) {
    const s = performance.now();
    const r = await doc({ format, content });
    const ms = Math.round(performance.now() - s);
    tried(`document: ${n}`, r.status < 500 && ms < 8000, `${r.status} ${ms} ms`);
    console.log('doc', n, r.status, ms);
  }
}
summary();
