// BASE: own instance with the obedient model and CHAT_MONTHLY_TOKENS=200000.
import { readFileSync } from 'node:fs';
import { addUser, call, guest, key, newTenant, product, rnd, setSuite, sleep, summary, tried } from './lib.mjs';

setSuite('last');
const A = await newTenant();
const c = await addUser(A, ['customer']),
  st = await addUser(A, ['staff']);
await call('POST', '/v1/products', { token: A.owner, body: product('Z-1') });
const o = (
  await call('POST', '/v1/orders', {
    token: c.token,
    body: { items: [{ sku: 'Z-1', quantity: 1 }] },
    headers: { 'idempotency-key': key() },
  })
).json;
await call('PATCH', `/v1/orders/${o.id}`, { token: st.token, body: { status: 'confirmed' } });
await sleep(1500);
const ev = await call('GET', '/v1/events?after=0', { token: c.token });
tried("a customer's events do not name the staff member", !ev.text.includes(st.id), 'staff id in it');
const steps = await call('GET', `/v1/orders/${o.id}/events`, { token: c.token });
tried('nor do the steps', !steps.text.includes(st.id), 'staff id');
// one key of idempotency, two passwords
{
  const ik = key(),
    email = `two${rnd()}@x.test`;
  const a = await call('POST', '/v1/users', {
    token: A.owner,
    body: { email, password: 'Sieben-Raben-im-Turm-9', roles: ['staff'] },
    headers: { 'idempotency-key': ik },
  });
  const b = await call('POST', '/v1/users', {
    token: A.owner,
    body: { email, password: 'Acht-Geier-im-Wald-77', roles: ['staff'] },
    headers: { 'idempotency-key': ik },
  });
  tried(
    'a repeat with another password is not answered as done',
    b.status !== 201,
    `${a.status} ${b.status} replayed=${b.headers.get('idempotent-replayed')}: the second password is told 201 and is not set`,
  );
}
// embeddings beside the budget
{
  for (let i = 0; i < 16; i++) {
    const r = await call('POST', '/v1/chat', {
      token: A.owner,
      body: {
        id: `b${rnd()}`,
        message: { id: 'm', role: 'user', parts: [{ type: 'text', text: 'hi [[USAGE 15000]]' }] },
      },
    });
    if (r.status !== 200) break;
  }
  const log = () =>
    readFileSync(process.env.MODEL_LOG, 'utf8')
      .split('\n')
      .filter((l) => l.includes('/embeddings')).length;
  const n = log();
  const g = await guest(A.slug);
  for (let i = 0; i < 5; i++)
    await call('POST', '/v1/search', { token: g.token, body: { query: `unusual query number ${rnd()} ${i}` } });
  const m = log() - n;
  tried(
    'a month that is used up stops what a guest can spend on embeddings',
    m === 0,
    `${m} calls of the model server's embeddings by a guest's 5 searches after budget_exhausted; imports and documents likewise are no part of the budget (read)`,
  );
}
summary();
