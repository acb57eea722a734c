import { checks, URL_ } from './lib.mjs';

const c = checks('12 preflight headers');
for (const [what, method, path, headers] of [
  ['a conditional read, which docs/API.md offers', 'GET', '/v1/products/x', 'authorization,if-none-match'],
  ['useChat of ai 5.0.43 to 6 (Safari, Firefox)', 'POST', '/v1/chat', 'authorization,content-type,user-agent'],
  ['a page with Sentry’s tracing', 'GET', '/v1/products', 'authorization,baggage,sentry-trace'],
  ['a page with W3C tracing', 'GET', '/v1/products', 'authorization,traceparent,tracestate'],
  ['an SSE polyfill', 'GET', '/v1/events/stream', 'authorization,cache-control,last-event-id'],
]) {
  const r = await fetch(URL_ + path, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:3000',
      'access-control-request-method': method,
      'access-control-request-headers': headers,
    },
  });
  const allowed = (r.headers.get('access-control-allow-headers') ?? '').split(',');
  c.is(
    what,
    headers.split(',').filter((h) => !allowed.includes(h)),
    [],
  );
}
c.end();
