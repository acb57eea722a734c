import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { Role } from '../../../contracts/identity.ts';
import type { ApiEnv } from '../../../workers/api/api-env.ts';
import { shedGuests, shedLoad } from '../../../workers/api/middleware/shed-load.ts';
import { onError } from '../../../workers/api/problem-handlers.ts';
import { TenantMemory } from '../../../workers/api/tenant-memory.ts';
import type { Services } from '../../../workers/domain/context.ts';
import { systemClock } from '../../../workers/platform/clock.ts';
import { ConcurrencyLimit } from '../../../workers/platform/concurrency-limit.ts';
import { noMetrics } from '../../../workers/platform/metrics.ts';

/** The services that are used here, and no others. */
function fewServices(): Services {
  const log = { info: () => undefined, error: () => undefined };
  return {
    config: { maxRequestsUnderWay: 8 },
    clock: systemClock,
    metrics: noMetrics,
    log,
    trace: { requestId: 'r' },
  } as unknown as Services;
}

it('guests have half of the places, and the rest is left to signed-in people', async () => {
  const held = Promise.withResolvers<void>();
  const app = new Hono<ApiEnv>();
  const shared = { requests: new ConcurrencyLimit(), guests: new ConcurrencyLimit(), tenants: new TenantMemory() };
  app.use('*', async (c, next) => {
    const role: Role = c.req.path === '/guest' ? 'guest' : 'customer';
    c.set('shared', shared);
    c.set('principal', { tenantId: 't', userId: 'u', roles: [role], expiresAt: 0 });
    c.set('services', fewServices());
    await next();
  });
  app.use('*', shedLoad(), shedGuests);
  app.get('*', async (c) => {
    await held.promise;
    return c.text('done');
  });
  app.onError(onError(app));
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };
  const ask = async (path: string) => await app.request(path, {}, {}, context);
  const guests = Array.from({ length: 8 }, () => ask('/guest'));
  // Those that are refused leave their places first.
  await new Promise((resolve) => setTimeout(resolve, 10));
  const customers = Array.from({ length: 4 }, () => ask('/customer'));
  held.resolve();
  const statuses = async (asked: Array<Promise<Response>>) =>
    (await Promise.all(asked)).map(({ status }) => status).toSorted();
  expect(await statuses(guests)).toEqual([200, 200, 200, 200, 503, 503, 503, 503]);
  expect(await statuses(customers)).toEqual([200, 200, 200, 200]);
  expect((await ask('/guest')).status).toBe(200);
});
