import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../contracts/order.ts';
import type { Problem } from '../../../contracts/problem.ts';
import worker from '../../../workers/index.ts';
import { answer, newProduct, newTenant, type TestUser } from '../../support/tenant.ts';
import { workerWith } from '../../support/worker-with.ts';

const tight = workerWith({ MAX_REQUESTS_UNDER_WAY: '3' });
const bearer = ({ token }: TestUser) => ({ authorization: `Bearer ${token}` });
const AT_ONCE = 40;
const SLOW_CALLERS = 12;

describe('an isolate at its limit of concurrent requests', () => {
  it('answers 503 with Retry-After, keeps exactly the acknowledged orders, and recovers', async () => {
    const { owner, ...tenant } = await newTenant();
    const { sku } = await newProduct({ owner, ...tenant });
    const order = () =>
      tight('POST', '/v1/orders', {
        json: { items: [{ sku, quantity: 1 }] },
        headers: { ...bearer(owner), 'idempotency-key': crypto.randomUUID() },
      });
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, order));
    const placed = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 503);
    expect([placed.length + refused.length, placed.length > 0, refused.length > 0]).toEqual([AT_ONCE, true, true]);
    for (const response of refused) {
      expect(Number(response.headers.get('retry-after'))).toBeOneOf([1, 2, 3]);
      expect(response.headers.get('x-request-id')).not.toBeNull();
      expect(await answer<Problem>(response, 503)).toMatchObject({ code: 'unavailable' });
    }
    const acknowledged = await Promise.all(placed.map(async (response) => (await response.json<Order>()).id));
    const { data } = await answer<{ data: Order[] }>(await owner.call('GET', '/v1/orders?limit=100'), 200);
    expect(data.map(({ id }) => id).toSorted()).toEqual(acknowledged.toSorted());
    expect((await order()).status).toBe(201);
  });

  it('has no effect of a refused order: a retry with its key places it once', async () => {
    const { owner, ...tenant } = await newTenant();
    const { sku } = await newProduct({ owner, ...tenant });
    const order = (key: string) =>
      tight('POST', '/v1/orders', {
        json: { items: [{ sku, quantity: 1 }] },
        headers: { ...bearer(owner), 'idempotency-key': key },
      });
    const keys = Array.from({ length: AT_ONCE }, () => crypto.randomUUID());
    const answers = await Promise.all(keys.map(async (key) => ({ key, status: (await order(key)).status })));
    const refused = answers.find(({ status }) => status === 503);
    const again = await order(refused?.key ?? 'none was refused');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, null]);
    const third = await order(refused?.key ?? '');
    expect([third.status, third.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(await third.text()).toBe(await again.text());
  });

  it('is not blocked by callers who send their bodies byte by byte', async () => {
    const { owner, slug } = await newTenant();
    const slow: Array<ReturnType<typeof slowLogin>> = [];
    // Sent one after the other: each occupies a place until its body is read.
    while (slow.length < SLOW_CALLERS) {
      const login = slowLogin(slug);
      await login.begun;
      slow.push(login);
    }
    expect((await tight('GET', '/v1/products', { headers: bearer(owner) })).status).toBe(200);
    const [first, ...others] = slow;
    first?.finish();
    expect((await first?.answered)?.status).toBe(401);
    for (const { finish } of others) finish();
    const statuses = new Set(
      (await Promise.all(others.map(async ({ answered }) => (await answered).status))).toSorted(),
    );
    expect(statuses).toEqual(new Set([401, 503]));
  });

  it('still answers /healthz', async () => {
    const { owner } = await newTenant();
    const busy = Array.from({ length: AT_ONCE }, () => tight('GET', '/v1/products', { headers: bearer(owner) }));
    const health = await Promise.all(Array.from({ length: AT_ONCE }, () => tight('GET', '/healthz')));
    expect(new Set(health.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all(busy);
  });

  it('admits fewer requests that hash a password', async () => {
    const { slug } = await newTenant();
    const json = { tenant_slug: slug, email: 'nobody@shop.test', password: 'not the right one' };
    const [first, second] = await Promise.all([
      tight('POST', '/v1/auth/login', { json }),
      tight('POST', '/v1/auth/login', { json }),
    ]);
    expect([first.status, second.status].toSorted()).toEqual([401, 503]);
  });
});

describe('a database that takes no connection', () => {
  it('is answered 503 with Retry-After', async () => {
    const { owner } = await newTenant();
    const away = workerWith({ HYPERDRIVE: hyperdriveAt('postgres://nobody:none@127.0.0.1:1/none') });
    const response = await away('GET', '/v1/products', { headers: bearer(owner) });
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await answer<Problem>(response, 503)).toMatchObject({ code: 'unavailable' });
  });
});

/** A login whose body has begun and goes on when `finish` is called. */
function slowLogin(slug: string) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const json = JSON.stringify({ tenant_slug: slug, email: 'nobody@shop.test', password: 'not the right one' });
  const write = (text: string) => writer.write(new TextEncoder().encode(text));
  const execution = createExecutionContext();
  const request = new Request<unknown, IncomingRequestCfProperties>('https://ragline.test/v1/auth/login', {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: readable },
  });
  const answered = worker.fetch(request, { ...env, ...{ MAX_REQUESTS_UNDER_WAY: '3' } }, execution);
  return {
    // Once it is read, the request is under way.
    begun: write(json.slice(0, 1)),
    finish: () => void write(json.slice(1)).then(() => writer.close()),
    answered: answered.finally(() => waitOnExecutionContext(execution)),
  };
}

/** The one cast: the product reads nothing else of the binding. */
const hyperdriveAt = (connectionString: string) => ({ connectionString }) as unknown as Hyperdrive;
