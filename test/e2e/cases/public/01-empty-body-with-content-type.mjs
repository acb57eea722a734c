// Clients that set `Content-Type: application/json` on every request, with or without a body.
import { call, checks, shop, URL_ } from './lib.mjs';

const c = checks('01 an empty body with a content type');
const { token } = await shop([['Soup']]);
const json = { 'content-type': 'application/json' };
const status = async (method, path) => {
  const abort = new AbortController();
  const r = await fetch(URL_ + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...json },
    signal: abort.signal,
  });
  abort.abort();
  return r.status;
};
c.is('GET /v1/products', await status('GET', '/v1/products'), 200);
c.is('HEAD /v1/products', await status('HEAD', '/v1/products'), 200);
c.is('GET /v1/auth/me', await status('GET', '/v1/auth/me'), 200);
c.is('GET /v1/events/stream', await status('GET', '/v1/events/stream'), 200);
c.is('GET /v1/chat/none/stream (resume of useChat)', await status('GET', '/v1/chat/none/stream'), 204);
c.is('GET /mcp', await status('GET', '/mcp'), 405);
const [product] = (await call('GET', '/v1/products', { token })).json.data;
c.is('DELETE a product', await status('DELETE', `/v1/products/${product.id}`), 204);
c.is('POST /v1/events/tickets, which takes no body', await status('POST', '/v1/events/tickets'), 201);
c.is('POST /v1/search/reindex, which takes no body', await status('POST', '/v1/search/reindex'), 202);
c.is('POST /v1/chat/none/stop, which takes no body', (await status('POST', '/v1/chat/none/stop')) === 400, false);
c.end();
