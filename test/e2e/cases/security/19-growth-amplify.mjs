import { createServer } from 'node:http';
import { call, guest, key, newTenant, product, setSuite, sleep, summary, tried } from './lib.mjs';

setSuite('growth-amplify');
const A = await newTenant();
const groups = Array.from({ length: 1 }, (_, g) => ({
  id: `g${g}`,
  name: 'N'.repeat(80),
  min: 0,
  max: 50,
  options: Array.from({ length: 50 }, (_, i) => ({
    id: `${'o'.repeat(36)}${i}`,
    name: 'x'.repeat(80),
    price_delta: 1,
  })),
}));
await call('POST', '/v1/products', {
  token: A.owner,
  body: product('G-1', { stock: null, name: 'n'.repeat(200), option_groups: groups }),
});
const g = await guest(A.slug);
const options = groups[0].options.map((o) => ({ group_id: 'g0', option_id: o.id }));
const r = await call('POST', '/v1/quotes', {
  token: g.token,
  body: { items: Array.from({ length: 100 }, () => ({ sku: 'G-1', quantity: 1, options })) },
});
console.log(
  'one quote of a guest:',
  r.status,
  Math.round(r.text.length / 1024),
  'KiB kept for 30 days, and an audit row for ever; 300 a minute a guest, 3,000 a tenant',
);
tried(
  'an anonymous quote is small or short-lived',
  r.status !== 201 || r.text.length < 100_000,
  `${Math.round(r.text.length / 1024)} KiB stored for 30 days after it expires`,
);
let hits = 0;
const srv = createServer((_q, s) => {
  hits++;
  s.writeHead(500).end();
}).listen(0, '127.0.0.1');
await sleep(50);
const port = srv.address().port;
let made = 0;
for (let i = 0; i < 20; i++) {
  const e = await call('POST', '/v1/webhook-endpoints', {
    token: A.owner,
    body: { url: `http://127.0.0.1:${port}/same` },
  });
  if (e.status === 201) made++;
}
await call('POST', '/v1/orders', {
  token: g.token,
  body: { items: [{ sku: 'G-1', quantity: 1 }] },
  headers: { 'idempotency-key': key() },
});
await sleep(6000);
tried(
  // The second is the retry after five seconds: the receiver answers 500.
  'one order sends one request to one address',
  hits <= 2,
  `${made} endpoints with the same URL were taken; one order of a guest made ${hits} requests to it in 6 s (at most 50 each, tried ten times each); no proof that the URL is the tenant's`,
);
srv.close();
summary();
