import { call, checks, shop } from './lib.mjs';

const c = checks('15 timestamps');
const { token } = await shop([]);
let n = 0;
for (const at of [
  '2026-12-01T00:00:00Z',
  '2026-12-01T00:00:00+00:00',
  '2026-12-01T00:00:00.123456+00:00',
  '2026-12-01T01:00:00+01:00',
]) {
  const r = await call('POST', '/v1/promotions', {
    token,
    body: { code: `CODE${++n}`, name: 'x', kind: 'percentage', value: 1000, currency: 'EUR', starts_at: at },
  });
  c.is(`starts_at ${at}`, r.status, 201);
  if (r.status === 201) c.is('  comes back in UTC', Date.parse(r.json.starts_at), Date.parse(at));
  c.is(`orders from ${at}`, (await call('GET', `/v1/orders?from=${encodeURIComponent(at)}`, { token })).status, 200);
}
c.end();
