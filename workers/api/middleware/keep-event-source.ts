import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../api-env.ts';

const RETRY_SECONDS = 5;

/**
 * Answers 429 and 5xx of an event stream with an empty stream that names the retry time, because a browser's
 * EventSource gives up for good on any status but 200. Only requests with a ticket get this: other clients can read the
 * status.
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
