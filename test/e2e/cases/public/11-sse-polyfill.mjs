// Fetch-based EventSource polyfills name the last id in the query when they come back.
import { checks, shop, URL_ } from './lib.mjs';

const c = checks('11 SSE polyfill');
const { token } = await shop([]);
for (const query of ['?lastEventId=0', '?topics=orders&lastEventId=0']) {
  const abort = new AbortController();
  const r = await fetch(`${URL_}/v1/events/stream${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: abort.signal,
  });
  abort.abort();
  c.is(query, r.status, 200);
}
c.end();
