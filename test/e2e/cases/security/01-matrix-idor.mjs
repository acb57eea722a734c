import { addUser, call, guest, key, newTenant, product, rnd, setSuite, sleep, summary, tried } from './lib.mjs';

setSuite('matrix-idor');
const A = await newTenant(),
  B = await newTenant();
const _admin = await addUser(A, ['admin']),
  staff = await addUser(A, ['staff']);
const c1 = await addUser(A, ['customer']),
  c2 = await addUser(A, ['customer']);
const g1 = await guest(A.slug),
  g2 = await guest(A.slug);
const bC = await addUser(B, ['customer']),
  bG = await guest(B.slug);
const ok = (r, s) => {
  if (!s.includes(r.status)) throw new Error(`${r.status} ${r.text}`);
  return r.json;
};
// Resources of A.
const p = ok(await call('POST', '/v1/products', { token: A.owner, body: product('A-1') }), [201]);
const hidden = ok(
  await call('POST', '/v1/products', { token: A.owner, body: product('A-HID', { is_active: false }) }),
  [201],
);
const pb = ok(await call('POST', '/v1/products', { token: B.owner, body: product('B-1') }), [201]);
const promo = ok(
  await call('POST', '/v1/promotions', {
    token: A.owner,
    body: { code: 'A10', name: 'x', kind: 'percentage', value: 1000, currency: 'EUR' },
  }),
  [201],
);
const docPub = ok(
  await call('POST', '/v1/documents', {
    token: A.owner,
    body: { format: 'text', content: 'public words', title: 'pub' },
  }),
  [200, 201, 202],
);
const docStaff = ok(
  await call('POST', '/v1/documents', {
    token: A.owner,
    body: { format: 'text', content: 'secret staff words zebra42', title: 'st', visibility: 'staff' },
  }),
  [200, 201, 202],
);
const q1 = ok(
  await call('POST', '/v1/quotes', { token: c1.token, body: { items: [{ sku: 'A-1', quantity: 1 }] } }),
  [201],
);
const o1 = ok(
  await call('POST', '/v1/orders', {
    token: c1.token,
    body: { items: [{ sku: 'A-1', quantity: 1 }], note: 'my secret note' },
    headers: { 'idempotency-key': key() },
  }),
  [201],
);
const og = ok(
  await call('POST', '/v1/orders', {
    token: g1.token,
    body: { items: [{ sku: 'A-1', quantity: 1 }] },
    headers: { 'idempotency-key': key() },
  }),
  [201],
);
const qc = ok(
  await call('POST', '/v1/quotes', {
    token: c1.token,
    body: { items: [{ sku: 'A-1', quantity: 2 }], replaces_order_id: o1.id },
  }),
  [201],
);
const hook = ok(
  await call('POST', '/v1/webhook-endpoints', { token: A.owner, body: { url: 'http://127.0.0.1:9/never' } }),
  [201],
);
const k = ok(
  await call('POST', '/v1/api-keys', { token: A.owner, body: { name: 'k', scopes: ['product:read'] } }),
  [201],
);
const conv = `conv${rnd()}`;
const chat = (token, id, text, extra = {}) =>
  call('POST', '/v1/chat', {
    token,
    body: { id, message: { id: `m${rnd()}`, role: 'user', parts: [{ type: 'text', text }] }, ...extra },
  });
ok(await chat(c1.token, conv, 'hello, my name is Secretive'), [200]);
const jobs = ok(await call('GET', '/v1/jobs', { token: A.owner }), [200]);
const job = jobs.data[0];
await sleep(1500);
const _dels = ok(await call('GET', `/v1/webhook-endpoints/${hook.id}/deliveries`, { token: A.owner }), [200]);
ok(await call('POST', `/v1/webhook-endpoints/${hook.id}/test`, { token: A.owner }), [200, 201, 202]);
await sleep(500);
const del = ok(await call('GET', `/v1/webhook-endpoints/${hook.id}/deliveries`, { token: A.owner }), [200]).data[0];
const fakeDL = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';
// 1. id-taking operations, by B's owner, B's customer, B's guest: all must be 403/404 and change nothing.
const idOps = [
  ['GET', `/v1/products/${p.id}`],
  ['PATCH', `/v1/products/${p.id}`, { stock: 1 }],
  ['DELETE', `/v1/products/${p.id}`],
  ['GET', `/v1/documents/${docPub.id}`],
  ['GET', `/v1/documents/${docStaff.id}`],
  ['PATCH', `/v1/documents/${docStaff.id}`, { visibility: 'public' }],
  ['DELETE', `/v1/documents/${docPub.id}`],
  ['GET', `/v1/promotions/${promo.id}`],
  ['PATCH', `/v1/promotions/${promo.id}`, { is_active: false }],
  ['DELETE', `/v1/promotions/${promo.id}`],
  ['GET', `/v1/quotes/${q1.id}`],
  ['GET', `/v1/orders/${o1.id}`],
  ['GET', `/v1/orders/${o1.id}/events`],
  ['PATCH', `/v1/orders/${o1.id}`, { status: 'confirmed' }],
  ['POST', `/v1/orders/${o1.id}/change`, { quote_id: qc.id }],
  ['POST', `/v1/orders/${o1.id}/cancel`, {}],
  ['GET', `/v1/jobs/${job.id}`],
  ['POST', `/v1/jobs/${job.id}/cancel`],
  ['POST', `/v1/jobs/${job.id}/retry`],
  ['GET', `/v1/chat/${conv}`],
  ['PATCH', `/v1/chat/${conv}`, { title: 'x' }],
  ['DELETE', `/v1/chat/${conv}`],
  ['POST', `/v1/chat/${conv}/stop`],
  ['GET', `/v1/chat/${conv}/stream`],
  ['PATCH', `/v1/users/${c1.id}`, { full_name: 'Pwned' }],
  ['DELETE', `/v1/api-keys/${k.id}`],
  ['GET', `/v1/webhook-endpoints/${hook.id}`],
  ['PATCH', `/v1/webhook-endpoints/${hook.id}`, { is_active: false }],
  ['DELETE', `/v1/webhook-endpoints/${hook.id}`],
  ['POST', `/v1/webhook-endpoints/${hook.id}/test`],
  ['POST', `/v1/webhook-endpoints/${hook.id}/rotate-secret`, {}],
  ['POST', `/v1/webhook-endpoints/${hook.id}/recover`, { since: '2026-01-01T00:00:00.000Z' }],
  ['GET', `/v1/webhook-endpoints/${hook.id}/deliveries`],
  ['GET', `/v1/webhook-endpoints/${hook.id}/deliveries/${del?.id}`],
  ['POST', `/v1/webhook-endpoints/${hook.id}/deliveries/${del?.id}/resend`],
  ['GET', `/v1/dead-letters/${fakeDL}`],
  ['DELETE', `/v1/dead-letters/${fakeDL}`],
  ['POST', `/v1/dead-letters/${fakeDL}/replay`],
];
for (const [who, token] of [
  ['B.owner', B.owner],
  ['B.customer', bC.token],
  ['B.guest', bG.token],
]) {
  for (const [m, path, body] of idOps) {
    const r = await call(m, path, { token, ...(body ? { body } : {}) });
    const okStream = path.endsWith('/stream') && r.status === 204; // documented: unknown conversation is 204
    // B's own namespace of conversation ids: 404 or 204.
    tried(
      `${who} ${m} ${path.replace(/[0-9a-f-]{36}/g, '{id}')}`,
      [403, 404].includes(r.status) || okStream,
      `${r.status} ${r.text.slice(0, 120)}`,
    );
  }
}
// 2. Same tenant: another customer, a guest, staff on what is c1's or of higher rights.
const notFor = { customer2: c2.token, guest2: g2.token };
for (const [who, token] of Object.entries(notFor))
  for (const [m, path, body] of idOps) {
    if (/\/v1\/products\/[^/]+$/.test(path) && m === 'GET') continue;
    if (path === `/v1/documents/${docPub.id}` && m === 'GET') continue;
    const r = await call(m, path, { token, ...(body ? { body } : {}) });
    tried(
      `${who} ${m} ${path.replace(/[0-9a-f-]{36}/g, '{id}')}`,
      // The stream of another's conversation is answered as that of an unknown one: without a turn.
      [403, 404].includes(r.status) || (path.endsWith('/stream') && r.status === 204),
      `${r.status} ${r.text.slice(0, 120)}`,
    );
  }
// Staff: no access to other users' chats and quotes, nor to management.
for (const [m, path, body] of idOps.filter(
  ([m, path]) => !path.startsWith('/v1/orders/') && !(m === 'GET' && /products|documents|promotions/.test(path)),
)) {
  const r = await call(m, path, { token: staff.token, ...(body ? { body } : {}) });
  tried(
    `staff ${m} ${path.replace(/[0-9a-f-]{36}/g, '{id}')}`,
    [403, 404].includes(r.status) || (path.endsWith('/stream') && r.status === 204),
    `${r.status} ${r.text.slice(0, 120)}`,
  );
}
for (const path of [`/v1/chat/${conv}`, `/v1/quotes/${q1.id}`]) {
  const r = await call('GET', path, { token: A.owner });
  tried(`A.owner GET ${path} of a customer`, r.status === 404, r.status);
}
{
  const r = await call('GET', `/v1/products/${hidden.id}`, { token: c1.token });
  tried('customer reads inactive product', r.status === 404, r.status);
}
{
  const r = await call('POST', '/v1/quotes', {
    token: c1.token,
    body: { items: [{ product_id: hidden.id, quantity: 1 }] },
  });
  tried('customer quotes inactive product', r.status === 422 || r.status === 409, `${r.status} ${r.code}`);
}
// 3. Nested ids of another tenant or person in bodies.
const nested = [
  ['B.customer orders by A quote', bC.token, 'POST', '/v1/orders', { quote_id: q1.id }],
  ['A.c2 orders by c1 quote', c2.token, 'POST', '/v1/orders', { quote_id: q1.id }],
  ['A.owner orders by c1 quote', A.owner, 'POST', '/v1/orders', { quote_id: q1.id }],
  ['A.guest orders by c1 quote', g1.token, 'POST', '/v1/orders', { quote_id: q1.id }],
  ['B quotes product of A', bC.token, 'POST', '/v1/quotes', { items: [{ product_id: p.id, quantity: 1 }] }],
  ['B orders product of A', bC.token, 'POST', '/v1/orders', { items: [{ product_id: p.id, quantity: 1 }] }],
  [
    'B uses promo code of A',
    bC.token,
    'POST',
    '/v1/quotes',
    { items: [{ product_id: pb.id, quantity: 1 }], promo_codes: ['A10'] },
  ],
  [
    'B replaces order of A',
    bC.token,
    'POST',
    '/v1/quotes',
    { items: [{ product_id: pb.id, quantity: 1 }], replaces_order_id: o1.id },
  ],
  [
    'c2 replaces order of c1',
    c2.token,
    'POST',
    '/v1/quotes',
    { items: [{ product_id: p.id, quantity: 1 }], replaces_order_id: o1.id },
  ],
  [
    'g2 replaces order of g1',
    g2.token,
    'POST',
    '/v1/quotes',
    { items: [{ product_id: p.id, quantity: 1 }], replaces_order_id: og.id },
  ],
  ['change quote placed as a new order', c1.token, 'POST', '/v1/orders', { quote_id: qc.id }],
  ['plain quote used for a change', c1.token, 'POST', `/v1/orders/${o1.id}/change`, { quote_id: q1.id }],
  ['own change quote on another order', c1.token, 'POST', `/v1/orders/${og.id}/change`, { quote_id: qc.id }],
  ['staff changes by customer quote', staff.token, 'POST', `/v1/orders/${o1.id}/change`, { quote_id: qc.id }],
];
for (const [name, token, m, path, body] of nested) {
  const r = await call(m, path, { token, body, headers: { 'idempotency-key': key() } });
  tried(name, [403, 404, 409, 422].includes(r.status), `${r.status} ${r.text.slice(0, 160)}`);
}
// 4. Lists show nothing of others; cursors of others.
const list = async (token, path) => (await call('GET', path, { token })).json;
tried('c2 lists no orders', (await list(c2.token, '/v1/orders')).data.length === 0);
tried('g2 lists no orders', (await list(g2.token, '/v1/orders')).data.length === 0);
tried('c2 lists no conversations', (await list(c2.token, '/v1/chat')).data.length === 0);
tried(
  'B lists no products of A',
  (await list(B.owner, '/v1/products?limit=100')).data.every((x) => x.sku.startsWith('B-')),
);
tried(
  'customer: staff document hidden in list',
  !JSON.stringify(await list(c1.token, '/v1/documents')).includes(docStaff.id),
);
for (const [who, token] of [
  ['customer', c1.token],
  ['guest', g1.token],
  ['B.owner', B.owner],
]) {
  const r = await call('POST', '/v1/search', { token, body: { query: 'secret staff words zebra42' } });
  tried(`${who} search finds no staff document`, !r.text.includes('zebra42'), `${r.status} ${r.text.slice(0, 200)}`);
}
for (let i = 0; i < 3; i++)
  await call('POST', '/v1/orders', {
    token: c1.token,
    body: { items: [{ sku: 'A-1', quantity: 1 }] },
    headers: { 'idempotency-key': key() },
  });
const cur = (await list(c1.token, '/v1/orders?limit=1')).next_cursor;
{
  const r = await call('GET', `/v1/orders?limit=50&cursor=${cur}`, { token: c2.token });
  tried('c1 cursor used by c2 shows nothing', r.json?.data?.length === 0 || r.status === 422, r.text.slice(0, 100));
}
{
  const r = await call('GET', `/v1/orders?limit=50&cursor=${cur}`, { token: B.owner });
  tried('A cursor used by B shows nothing', r.json?.data?.length === 0 || r.status === 422, r.text.slice(0, 100));
}
const forge = (v) => Buffer.from(JSON.stringify(v)).toString('base64url');
for (const [n, v] of Object.entries({
  sortmix: ['name', 'x', p.id],
  object: { a: 1 },
  sql: ['newest', "' OR 1=1--", p.id],
  badid: ['newest', 'x', "x' OR '1'='1"],
  nul: ['newest', 'a\u0000', p.id],
  nan: ['price', 1e308, p.id],
  neg: ['price', -1, p.id],
  huge: ['newest', 'x'.repeat(5000), p.id],
  proto: ['__proto__', 'x', p.id],
})) {
  for (const path of ['/v1/orders', '/v1/products?sort=price', '/v1/products', '/v1/chat']) {
    const r = await call('GET', `${path}${path.includes('?') ? '&' : '?'}cursor=${forge(v)}`, { token: c2.token });
    tried(
      `forged cursor ${n} at ${path}`,
      r.status < 500 && !(path === '/v1/orders' && r.json?.data?.length > 0),
      `${r.status} ${r.text.slice(0, 100)}`,
    );
  }
}
// Events: replay by others.
await sleep(800);
for (const [who, token] of [
  ['c2', c2.token],
  ['g2', g2.token],
  ['B.owner', B.owner],
  ['B.customer', bC.token],
]) {
  const r = await call('GET', '/v1/events?after=0&limit=100', { token });
  const leaks = (r.json?.data ?? []).filter(
    (e) => JSON.stringify(e).includes(o1.id) || JSON.stringify(e).includes(c1.id),
  );
  tried(`${who} pulls no events of c1`, leaks.length === 0, leaks.slice(0, 1));
}
{
  const r = await call('GET', '/v1/events?after=0&limit=100', { token: c1.token });
  tried(
    'c1 sees own events',
    r.json.data.some((e) => JSON.stringify(e).includes(o1.id)),
    'none',
  );
}
// still intact?
tried('order of c1 unharmed', (await list(c1.token, `/v1/orders/${o1.id}`)).status === 'pending');
tried('document still staff', (await list(A.owner, `/v1/documents/${docStaff.id}`)).visibility === 'staff');
// Idempotency replay across principals.
const ik = key();
const first = await call('POST', '/v1/orders', {
  token: c1.token,
  body: { items: [{ sku: 'A-1', quantity: 1 }], note: 'PII note' },
  headers: { 'idempotency-key': ik },
});
for (const [who, token] of [
  ['c2', c2.token],
  ['g1', g1.token],
  ['A.owner', A.owner],
  ['B.customer', bC.token],
]) {
  const r = await call('POST', '/v1/orders', {
    token,
    body: { items: [{ sku: 'A-1', quantity: 1 }], note: 'PII note' },
    headers: { 'idempotency-key': ik },
  });
  tried(
    `idempotent replay by ${who} is none`,
    r.headers.get('idempotent-replayed') === null && r.json?.id !== first.json.id,
    r.text.slice(0, 100),
  );
}
summary();
console.log(JSON.stringify({ A, B }));
