// On an instance with RATE_LIMIT_SCALE=0.05: all quotas a twentieth (chat of a tenant 30 a minute, of a guest 2), so that a
// few requests show what many would do. In production: 600 a minute a tenant, 30 a guest, 300 new guest tokens a minute an address.
import { addUser, call, newTenant, rnd, setSuite, sleep, summary, tried } from './lib.mjs';

setSuite('starvation');
const ip = (x) => ({ 'cf-connecting-ip': x });
const A = await newTenant();
const c = await addUser(A, ['customer']);
const noop = (token) =>
  call('POST', '/v1/chat', { token, body: { id: 'x', message: { id: 'm', role: 'assistant', parts: [] } } });
let stop = false,
  sent = 0;
const evil = async (lane) => {
  for (let i = 0; !stop; i++) {
    const g = await call('POST', '/v1/auth/guest', {
      body: { tenant_slug: A.slug },
      headers: ip(`192.0.${lane}.${i % 250}`),
    });
    if (g.status === 200)
      for (let k = 0; k < 2; k++) {
        await noop(g.json.access_token);
        sent++;
      }
  }
};
const lanes = [evil(10), evil(11), evil(12)];
await sleep(9000);
const got = [];
for (let i = 0; i < 8; i++) {
  const r = await call('POST', '/v1/chat', {
    token: c.token,
    body: { id: `mine${rnd()}`, message: { id: `m${i}`, role: 'user', parts: [{ type: 'text', text: 'hello' }] } },
  });
  got.push(r.status + (r.json?.detail ? ` ${r.json.detail.slice(0, 30)}` : ''));
  await sleep(600);
}
stop = true;
await Promise.all(lanes);
tried(
  'customers may chat while one stranger sends what costs nothing under fresh guest tokens',
  got.filter((x) => x.startsWith('429 The quota "tenant-chat"')).length === 0,
  `${sent} calls by guests; the customer's 8 tries: ${got.join('; ')}`,
);
summary();
