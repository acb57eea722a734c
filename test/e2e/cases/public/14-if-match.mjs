import { call, checks, shop } from './lib.mjs';

const c = checks('14 If-Match');
const { token } = await shop([['Soup']]);
const [p] = (await call('GET', '/v1/products', { token })).json.data;
const patch = async (tag) =>
  (await call('PATCH', `/v1/products/${p.id}`, { token, body: { stock: 1 }, headers: { 'if-match': tag } })).status;
c.is('a list with the current tag (RFC 9110, 13.1.1)', await patch('"v7", "v1"'), 200);
c.is('a list without it', await patch('"v7", "v8"'), 412);
const tag = (await call('GET', `/v1/products/${p.id}`, { token })).headers.get('etag');
c.is(
  'the tag as Cloudflare or nginx weakens it when they compress: a version is no byte range',
  await patch(`W/${tag}`),
  200,
);
c.end();
