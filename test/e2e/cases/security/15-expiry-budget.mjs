// BASE: one's own instance, whose signing key is KEYS (state folder), with CHAT_MONTHLY_TOKENS=200000 and the obedient model.
import { readFileSync } from 'node:fs';
import {
  addUser,
  BASE,
  call,
  guest,
  jose,
  newTenant,
  product,
  rnd,
  setSuite,
  sleep,
  summary,
  tried,
  WebSocket,
} from './lib.mjs';

setSuite('expiry-budget');
const jwk = JSON.parse(readFileSync(process.env.KEYS, 'utf8')).keys[0];
const k = await jose.importJWK(jwk, jwk.alg);
const A = await newTenant();
const c = await addUser(A, ['customer']);
await call('POST', '/v1/products', { token: A.owner, body: product('E-1', { stock: null }) });
const { sid, auth_time } = jose.decodeJwt(c.token);
const mint = (over = {}, hdr = {}) => {
  const now = Math.floor(Date.now() / 1000);
  const cl = {
    tenant_id: A.id,
    user_id: c.id,
    roles: ['customer'],
    sid,
    auth_time,
    iss: 'ragline',
    aud: 'ragline-api',
    sub: c.id,
    iat: now,
    exp: now + 1800,
    ...over,
  };
  for (const x of Object.keys(cl)) if (cl[x] === undefined) delete cl[x];
  return new jose.SignJWT(cl).setProtectedHeader({ alg: jwk.alg, kid: jwk.kid, typ: 'at+jwt', ...hdr }).sign(k);
};
const now = Math.floor(Date.now() / 1000);
tried('a sound token is taken', (await call('GET', '/v1/orders', { token: await mint() })).status === 200);
for (const [n, t] of [
  ['expired', mint({ exp: now - 1 })],
  ['expired a day ago', mint({ exp: now - 86400 })],
  ['no exp', mint({ exp: undefined })],
  ['exp as text', mint({ exp: 'x' }).catch(() => '')],
  ['nbf in an hour', mint({ nbf: now + 3600 })],
  ['iat in an hour', mint({ iat: now + 3600 })],
  ['iss', mint({ iss: 'evil' })],
  ['no iss', mint({ iss: undefined })],
  ['aud', mint({ aud: 'other' })],
  ['no aud', mint({ aud: undefined })],
  ['no sub', mint({ sub: undefined })],
  ['typ JWT', mint({}, { typ: 'JWT' })],
  ['no typ', mint({}, { typ: undefined })],
  ['typ id_token', mint({}, { typ: 'id_token+jwt' })],
  ['no roles', mint({ roles: [] })],
  ['unknown role', mint({ roles: ['root'] })],
  ['roles as text', mint({ roles: 'owner' })],
  ['tenant no uuid', mint({ tenant_id: "x'; DROP" })],
  ['user no uuid', mint({ user_id: '1' })],
  ['crit', mint({}, { crit: ['exp'] }).catch(() => '')],
  ['b64 false', mint({}, { b64: false, crit: ['b64'] }).catch(() => '')],
  ['sub of another', mint({ sub: A.ownerId })],
]) {
  const tok = await t;
  if (!tok) {
    tried(`signed token: ${n}`, true, 'cannot be made');
    continue;
  }
  const r = await call('GET', '/v1/orders', { token: tok });
  if (n === 'sub of another' || n === 'iat in an hour') {
    console.log(n, r.status);
    continue;
  }
  tried(`signed token: ${n}`, r.status === 401, r.status);
}
// remembered for a minute: a token that expires meanwhile
{
  const t = await mint({ exp: Math.floor(Date.now() / 1000) + 4 });
  const a = await call('GET', '/v1/orders', { token: t });
  await sleep(5000);
  const b = await call('GET', '/v1/orders', { token: t });
  tried('a remembered token ends at its second', a.status === 200 && b.status === 401, `${a.status} ${b.status}`);
}
// streams end with the token
{
  const t = await mint({ exp: Math.floor(Date.now() / 1000) + 8 });
  const open = (p) =>
    new Promise((res) => {
      const w = new WebSocket(BASE.replace('http', 'ws') + p, { headers: { authorization: `Bearer ${t}` } });
      w.got = [];
      w.on('message', (m) => w.got.push(String(m)));
      // The close frame: the local runtime keeps the connection open for another ten seconds.
      const onFrame = (x) => {
        w.code = x;
        w.at = Date.now();
      };
      w.on('open', () => {
        w._receiver.on('conclude', onFrame);
        res(w);
      });
      w.on('error', () => res(w));
    });
  const ev = await open('/v1/events/ws'),
    ch = await open(`/v1/chat/exp${rnd()}/ws`);
  const r = await fetch(`${BASE}/v1/events/stream`, { headers: { authorization: `Bearer ${t}` } });
  let ended = false;
  void (async () => {
    try {
      for await (const _ of r.body);
    } catch {}
    ended = true;
  })();
  const tk = (await call('POST', '/v1/events/tickets', { token: t })).json.ticket;
  await sleep(10500);
  tried('event socket closes with the token', ev.code === 4401, ev.code);
  tried('chat socket closes with the token', ch.code === 4401, ch.code);
  tried('SSE ends with the token', ended, ended);
  const late = await new Promise((res) => {
    const w = new WebSocket(`${BASE.replace('http', 'ws')}/v1/events/ws?ticket=${tk}`);
    w.on('open', () => res('open'));
    w.on('error', (e) => res(e.message));
  });
  tried('a ticket does not outlive its token', late !== 'open', late);
}
// the month's budget of the shop, and one guest
{
  const g = await guest(A.slug);
  const say = (tok, text) =>
    call('POST', '/v1/chat', {
      token: tok,
      body: { id: `b${rnd()}`, message: { id: 'm', role: 'user', parts: [{ type: 'text', text }] } },
    });
  let n = 0,
    last;
  for (let i = 0; i < 25; i++) {
    last = await say(g.token, 'hi [[USAGE 15000]]');
    if (last.status !== 200) break;
    n++;
  }
  const r = await say(c.token, 'hello');
  tried(
    "one guest does not use up the shop's month",
    r.status === 200,
    `after ${n} messages of one guest (15,000 tokens each): customer ${r.status} ${r.code}, retry-after ${r.headers.get('retry-after')} s`,
  );
  const o = await say(A.owner, 'hello');
  tried('the owner may still chat', o.status === 200, `${o.status} ${o.code}`);
}
summary();
