// When do sockets close after their token has ended, and what do they still show until then? BASE and KEYS as in case 15.
import { readFileSync } from 'node:fs';
import {
  addUser,
  BASE,
  call,
  jose,
  key,
  newTenant,
  product,
  rnd,
  setSuite,
  sleep,
  summary,
  tried,
  WebSocket,
} from './lib.mjs';

setSuite('socket-expiry');
const jwk = JSON.parse(readFileSync(process.env.KEYS, 'utf8')).keys[0];
const k = await jose.importJWK(jwk, jwk.alg);
const A = await newTenant();
const c = await addUser(A, ['customer']);
await call('POST', '/v1/products', { token: A.owner, body: product('E-1', { stock: null }) });
const exp = Math.floor(Date.now() / 1000) + 10;
const { sid, auth_time } = jose.decodeJwt(c.token);
const t = await new jose.SignJWT({ tenant_id: A.id, user_id: c.id, roles: ['customer'], sid, auth_time })
  .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid, typ: 'at+jwt' })
  .setIssuer('ragline')
  .setAudience('ragline-api')
  .setSubject(c.id)
  .setIssuedAt()
  .setExpirationTime(exp)
  .sign(k);
const open = (p) =>
  new Promise((res) => {
    const w = new WebSocket(BASE.replace('http', 'ws') + p, { headers: { authorization: `Bearer ${t}` } });
    w.got = [];
    w.on('message', (m) => w.got.push([Date.now(), String(m)]));
    w.on('open', () => {
      // The close frame: the local runtime keeps the connection under a closed hibernating socket for another ten seconds.
      w._receiver.on('conclude', (x) => {
        w.code = x;
        w.at = (Date.now() - exp * 1000) / 1000;
      });
      res(w);
    });
    w.on('error', (e) => {
      w.err = e.message;
      res(w);
    });
  });
const ev = await open('/v1/events/ws');
const conv = `e${rnd()}`;
const ch = await open(`/v1/chat/${conv}/ws`);
console.log('opened', (Date.now() - exp * 1000) / 1000, ev.err, ch.err);
while (Date.now() < exp * 1000 + 1500) await sleep(100);
const o = await call('POST', '/v1/orders', {
  token: c.token,
  body: { items: [{ sku: 'E-1', quantity: 1 }], note: 'AFTER-END' },
  headers: { 'idempotency-key': key() },
});
ch.send(
  JSON.stringify({
    type: 'send',
    requestId: '1',
    id: conv,
    messages: [{ id: 'm1', role: 'user', parts: [{ type: 'text', text: 'hi' }] }],
  }),
);
for (let i = 0; i < 75 && (ev.code === undefined || ch.code === undefined); i++) await sleep(1000);
console.log('order', o.status, 'event socket', ev.code, ev.at, 'chat socket', ch.code, ch.at);
tried('no event is shown after the token has ended', !ev.got.some((x) => x[1].includes('AFTER-END')), 'shown');
tried('no chat turn after the token has ended', !ch.got.some((x) => x[1].includes('"chunk"')), ch.got.slice(-2));
tried(
  "event socket closes within 5 s of its token's end",
  ev.code === 4401 && ev.at < 5,
  `${ev.code} ${ev.at} s after`,
);
tried("chat socket closes within 5 s of its token's end", ch.code === 4401 && ch.at < 5, `${ch.code} ${ch.at} s after`);
summary();
