import {
  addUser,
  BASE,
  call,
  guest,
  key,
  newTenant,
  PW,
  product,
  rnd,
  setSuite,
  sleep,
  summary,
  tried,
  WebSocket,
} from './lib.mjs';

setSuite('races-misc');
const A = await newTenant();
const c = await addUser(A, ['customer']);
await call('POST', '/v1/products', { token: A.owner, body: product('R-1', { stock: null }) });
// 1. A lost answer of a refresh: the client asks again with the token that it has
{
  const s = (await call('POST', '/v1/auth/login', { body: { tenant_slug: A.slug, email: c.email, password: PW } }))
    .json;
  const [a, b] = await Promise.all(
    [1, 2].map(() => call('POST', '/v1/auth/refresh', { body: { refresh_token: s.refresh_token } })),
  );
  const win = [a, b].find((x) => x.status === 200);
  const later = win
    ? await call('POST', '/v1/auth/refresh', { body: { refresh_token: win.json.refresh_token } })
    : { status: 401 };
  tried(
    'two tabs that refresh at once stay logged in',
    later.status === 200,
    `${a.status} ${b.status}, then the winner's new token: ${later.status} (the whole login is revoked; Auth0, Okta and Supabase leave 10 to 60 s)`,
  );
}
// 2. Sessions can be listed, and one's own password can be changed
for (const [n, m, p] of [
  ['list of sessions', 'GET', '/v1/auth/sessions'],
  ["change of one's own password", 'POST', '/v1/auth/password'],
]) {
  const r = await call(m, p, { token: A.owner, ...(m === 'POST' ? { body: {} } : {}) });
  tried(n, r.status === 200 || r.status === 422 || r.status === 400, r.status);
}
// 3. Guests: many conversations, sockets
{
  const g = await guest(A.slug);
  const socks = [];
  let refusedAt;
  for (let i = 0; i < 40; i++) {
    const s = await new Promise((res) => {
      const w = new WebSocket(`${BASE.replace('http', 'ws')}/v1/events/ws`, {
        headers: { authorization: `Bearer ${g.token}` },
      });
      w.on('open', () => res(w));
      w.on('error', () => res(null));
      w.on('unexpected-response', (_q, r) => res(r.statusCode));
    });
    if (s === null || typeof s === 'number') {
      refusedAt = i;
      break;
    }
    socks.push(s);
  }
  tried(
    'one guest may not hold 40 event sockets at once',
    refusedAt !== undefined,
    `${socks.length} open for one guest token; no limit by principal, address or tenant`,
  );
  for (const s of socks) s.close();
}
// 4. Socket frames: a burst of sends on a chat socket counts against the quota (checked at scale 1 elsewhere); a 1 MiB frame; a slow body
{
  const net = await import('node:net');
  const u = new URL(BASE);
  const s = net.connect(Number(u.port), u.hostname);
  let out = '';
  s.on('data', (d) => {
    out += d;
  });
  s.write(
    `POST /v1/quotes HTTP/1.1\r\nHost: ${u.host}\r\nAuthorization: Bearer ${c.token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"it`,
  );
  await sleep(6000);
  console.log('slow body after 6 s:', out.slice(0, 60) || 'still waited for');
  const r = await call('GET', '/v1/auth/me', { token: c.token });
  tried('a slow body keeps nobody else waiting', r.status === 200, r.status);
  s.destroy();
}
{
  const net = await import('node:net');
  const u = new URL(BASE);
  const raw = async (text) =>
    await new Promise((res) => {
      const s = net.connect(Number(u.port), u.hostname);
      let out = '';
      s.on('data', (d) => {
        out += d;
      });
      s.on('close', () => res(out));
      s.on('error', () => res('reset'));
      s.write(text);
      setTimeout(() => {
        s.destroy();
        res(out);
      }, 1500);
    });
  for (const [n, t] of [
    [
      'CL and TE',
      `POST /v1/auth/login HTTP/1.1\r\nHost: ${u.host}\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET /v1/users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${A.owner}\r\n\r\n`,
    ],
    [
      'two CL',
      `POST /v1/auth/login HTTP/1.1\r\nHost: ${u.host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n{}`,
    ],
    ['bare LF header', `GET /v1/auth/me HTTP/1.1\nHost: ${u.host}\nAuthorization: Bearer x\n\n`],
    ['absolute form', `GET http://evil.test/v1/auth/me HTTP/1.1\r\nHost: ${u.host}\r\n\r\n`],
    ['host evil', `GET /docs HTTP/1.1\r\nHost: evil.test\r\n\r\n`],
  ]) {
    const o = await raw(t);
    console.log(
      n,
      JSON.stringify(o.slice(0, 50)),
      (o.match(/HTTP\/1\.1/g) ?? []).length,
      'answers',
      /evil\.test/.test(o) ? 'REFLECTED' : '',
    );
    tried(`raw: ${n}`, !/HTTP\/1\.1 5/.test(o) && !/evil\.test/.test(o), o.slice(0, 120));
  }
}
// 5. Idempotency rows without end: a guest makes one for each refusal too
{
  const g = await guest(A.slug);
  let n = 0;
  for (let i = 0; i < 10; i++) {
    const r = await call('POST', '/v1/orders', {
      token: g.token,
      body: { items: [{ sku: 'NOPE', quantity: 1 }] },
      headers: { 'idempotency-key': key() },
    });
    if (r.status >= 400) n++;
  }
  tried('READ refusals under keys are stored rows for a day (bounded by the write quota)', true, n);
}
// 6. Unicode that deceives in what a person approves
for (const [n, name] of [
  ['right-to-left override', 'Pizza \u202e00.1 RUE'],
  ['zero width', 'Piz\u200bza'],
  ['line breaks', 'Pizza\nTotal: EUR 0.01'],
  ['null width joiner flood', `P${'\u200d'.repeat(190)}`],
  ['control', 'Pizza\u001b[31m'],
]) {
  const r = await call('POST', '/v1/products', { token: A.owner, body: product(`U-${rnd()}`, { name }) });
  tried(
    `product name with ${n} is refused or cleaned`,
    r.status === 422 || r.json?.name !== name,
    `${r.status} kept as it is`,
  );
}
for (const [n, full_name] of [
  ['line break', 'Anna\r\nBcc: x@y.z'],
  ['override', 'Anna \u202e'],
]) {
  const r = await call('PATCH', `/v1/users/${c.id}`, { token: A.owner, body: { full_name } });
  tried(
    `full_name with ${n} is refused or cleaned`,
    r.status === 422 || r.json?.full_name !== full_name,
    `${r.status} kept as it is`,
  );
}
// 7. quota order: an order with no key etc.
{
  const r = await call('POST', '/v1/orders', { token: c.token, body: { items: [{ sku: 'R-1', quantity: 1 }] } });
  tried('an order without a key', r.status === 400, r.status);
}
summary();
