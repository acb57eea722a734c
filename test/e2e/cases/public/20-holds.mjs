// Behaviour that held, kept as a test so that it keeps holding.
import { call, checks, listed, shop, sleep, URL_ } from './lib.mjs';

const c = checks('20 holds');
const { token, slug } = await shop([['Soup', { amount: 333 }], ['Борщ'], ['Crème brûlée']]);
await call('POST', '/v1/promotions', {
  token,
  body: { code: 'THIRD', name: 'x', kind: 'percentage', value: 3333, currency: 'EUR' },
});
for (const code of [' third ', 'Third', 'THIRD\u00a0', 'third\n'])
  c.is(
    `promo code ${JSON.stringify(code)}`,
    (await call('POST', '/v1/quotes', { token, body: { items: [{ sku: 'P1', quantity: 1 }], promo_codes: [code] } }))
      .json.discount_total ?? 'none',
    111,
  );
const [soup] = (await call('GET', '/v1/products?search=Soup', { token })).json.data;
await call('DELETE', `/v1/products/${soup.id}`, { token });
c.is(
  'a sku anew after its product was deleted',
  (
    await call('POST', '/v1/products', {
      token,
      body: { sku: 'P1', name: 'Soup 2', price: { amount: 1, currency: 'EUR' } },
    })
  ).status,
  201,
);
for (const typed of ['БОРЩ', 'борщ', 'CRÈME', 'creme brulee'])
  c.is(`search ${typed}`, (await listed(token, typed)).length, 1);
for (const email of ['owner@case.test ', 'Owner@case.test'])
  c.is(
    `login as ${JSON.stringify(email)}`,
    (await call('POST', '/v1/auth/login', { body: { tenant_slug: slug, email, password: 'correct horse battery 9' } }))
      .status,
    200,
  );
const line = (o) => JSON.stringify({ price: { amount: 1, currency: 'EUR' }, ...o });
const file = Buffer.concat([
  Buffer.from(`\ufeff${line({ sku: 'I1', name: 'Müsli' })}\r\n\r\n`),
  Buffer.from(line({ sku: 'I2', name: 'Café' }), 'latin1'),
  Buffer.from(`\r\n${line({ sku: ' I3 ', name: '🍕' })}`),
]);
const { job_id } = (
  await call('POST', '/v1/products/import', { token, raw: file, headers: { 'content-type': 'application/x-ndjson' } })
).json;
let job;
for (let i = 0; i < 40 && job?.status !== 'succeeded'; i++) {
  await sleep(300);
  job = (await call('GET', `/v1/jobs/${job_id}`, { token })).json;
}
c.is(
  'an import with a byte order mark, CRLF and one line of Latin-1',
  [job.result.created, job.result.failed, job.result.errors.map((e) => e.line)],
  [2, 1, [3]],
);
const tag = (await call('GET', `/v1/products?limit=1`, { token })).json.data[0];
c.is(
  'If-None-Match, weak',
  (await call('GET', `/v1/products/${tag.id}`, { token, headers: { 'if-none-match': `"x", W/"v${tag.version}"` } }))
    .status,
  304,
);
const p = await fetch(`${URL_}/mcp`, {
  method: 'OPTIONS',
  headers: {
    origin: 'http://localhost:6274',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,mcp-protocol-version',
  },
});
c.is(
  'preflight of the MCP inspector',
  /mcp-protocol-version/.test(p.headers.get('access-control-allow-headers')),
  true,
);
c.end();
