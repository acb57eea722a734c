import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { ApiEnv } from '../../../workers/api/api-env.ts';
import { keepEventSource } from '../../../workers/api/middleware/keep-event-source.ts';

const ORIGIN = { 'access-control-allow-origin': 'https://shop.test' };

async function ask(query: string, status: number, headers: Record<string, string> = {}) {
  const app = new Hono<ApiEnv>();
  app.use('/stream', keepEventSource);
  app.get('/stream', () => new Response('{}', { status, headers: { ...ORIGIN, ...headers } }));
  return await app.request(`/stream${query}`);
}

it.each([
  [503, {}, 5_000],
  [503, { 'retry-after': '2' }, 5_000],
  [429, { 'retry-after': '30' }, 30_000],
  [500, { 'content-type': 'application/problem+json' }, 5_000],
])('makes an EventSource retry after %i %j', async (status, headers, retryMs) => {
  const response = await ask('?ticket=tk_x', status, headers);
  expect([response.status, await response.text()]).toEqual([200, `retry: ${retryMs}\n\n`]);
  expect(Object.fromEntries(response.headers)).toEqual({
    ...ORIGIN,
    'content-type': 'text/event-stream; charset=utf-8',
  });
});

it('lets it give up where a retry would not help', async () => {
  for (const status of [401, 403, 422]) expect((await ask('?ticket=tk_x', status)).status).toBe(status);
});

it('gives other clients the status', async () => {
  const response = await ask('?topics=orders', 503, { 'retry-after': '2' });
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
});
