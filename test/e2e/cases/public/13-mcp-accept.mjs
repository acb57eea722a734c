import { checks, shop, URL_ } from './lib.mjs';

const c = checks('13 MCP Accept');
const { token } = await shop([]);
for (const accept of [
  '*/*',
  'application/*, text/event-stream',
  'application/json, text/*;q=0.9',
  'application/json, text/event-stream',
]) {
  const r = await fetch(`${URL_}/mcp`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept },
    body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
  });
  await r.text();
  c.is(`Accept: ${accept}`, r.status, 200);
}
c.end();
