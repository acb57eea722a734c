import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-env.ts';

const RETRY_SECONDS = 5;

/**
 * A browser's EventSource reconnects after a lost connection, and gives up for good after any status but 200. So what
 * passes by itself (429 and 5xx) is answered to it with an empty stream that names when to come back. Others are told
 * the status: an EventSource in a browser is known by its ticket, since it can send no headers.
 */
export const keepEventSource = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  const { status, headers } = c.res;
  if (c.req.query('ticket') === undefined || (status !== 429 && status < 500)) return;
  const seconds = Math.max(RETRY_SECONDS, Number(headers.get('retry-after') ?? 0));
  const kept = new Headers(headers);
  for (const name of ['retry-after', 'content-length']) kept.delete(name);
  kept.set('content-type', 'text/event-stream; charset=utf-8');
  c.res = undefined;
  c.res = new Response(`retry: ${seconds * 1000}\n\n`, { headers: kept });
});
