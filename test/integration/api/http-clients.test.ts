import { describe, expect, it } from 'vitest';
import type { Order } from '../../../contracts/order.ts';
import type { Page } from '../../../contracts/page.ts';
import type { Promotion } from '../../../contracts/promotion.ts';
import { call, newProduct, newTenant, type TestUser } from '../../support/tenant.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const authorized = (user: TestUser, headers: Record<string, string>) => ({
  authorization: `Bearer ${user.token}`,
  ...headers,
});

describe('an empty body with a media type', () => {
  it.each([
    ['GET', '/v1/products', 200],
    ['HEAD', '/v1/products', 200],
    ['GET', '/v1/auth/me', 200],
    ['POST', '/v1/events/tickets', 201],
    ['POST', '/v1/search/reindex', 202],
    ['GET', '/mcp', 405],
  ])('counts as no body: %s %s', async (method, path, status) => {
    const { owner } = await newTenant();
    const response = await call(method, path, { headers: authorized(owner, JSON_TYPE) });
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });

  it('deletes a resource', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    const headers = authorized(tenant.owner, JSON_TYPE);
    expect((await call('DELETE', `/v1/products/${id}`, { headers })).status).toBe(204);
  });

  it('is refused with the missing fields where a body is required', async () => {
    const { owner } = await newTenant();
    const response = await call('POST', '/v1/products', { headers: authorized(owner, JSON_TYPE) });
    expect([response.status, (await response.text()).includes('sku')]).toEqual([422, true]);
  });
});

describe('a compressed body', () => {
  it.each(['/v1/products', '/v1/search', '/v1/quotes'])('is an unsupported media type at %s', async (path) => {
    const { owner } = await newTenant();
    const headers = authorized(owner, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    expect((await call('POST', path, { raw: '\u001f\u008b', headers })).status).toBe(415);
  });
});

describe('If-Match', () => {
  it.each([
    ['"v7", "v1"', 200],
    ['W/"v1"', 200],
    ['"x", W/"v1"', 200],
    ['*', 200],
    ['"v7", "v8"', 412],
    ['W/"v2"', 412],
    ['"x"', 412],
  ])('may be a list, and weakened by a proxy: %s', async (tags, status) => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant);
    const options = { json: { stock: 1 }, headers: { 'if-match': tags } };
    expect((await tenant.owner.call('PATCH', `/v1/products/${id}`, options)).status).toBe(status);
  });
});

describe('a timestamp', () => {
  const promotion = { name: 'x', kind: 'percentage', value: 1000, currency: 'EUR' };

  it.each([
    ['2026-12-01T00:00:00Z', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T00:00:00.123456+00:00', '2026-12-01T00:00:00.123Z'],
    ['2026-12-01T01:00:00+01:00', '2026-12-01T00:00:00.000Z'],
    ['2026-11-30T18:30:00-05:30', '2026-12-01T00:00:00.000Z'],
  ])('may have an offset and any precision: %s', async (given, kept) => {
    const { owner } = await newTenant();
    const json = { ...promotion, code: 'CODE', starts_at: given };
    const response = await owner.call('POST', '/v1/promotions', { json });
    expect((await response.json<Promotion>()).starts_at).toBe(kept);
    const listed = await owner.call('GET', `/v1/orders?from=${encodeURIComponent(given)}`);
    expect((await listed.json<Page<Order>>()).data).toEqual([]);
  });

  it.each(['2026-12-01', 'tomorrow', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', '2026-13-01T00:00:00Z'])(
    'is refused when it names no time: %s',
    async (given) => {
      const { owner } = await newTenant();
      const json = { ...promotion, code: 'CODE', starts_at: given };
      expect((await owner.call('POST', '/v1/promotions', { json })).status).toBe(422);
    },
  );
});

describe('a preflight', () => {
  it.each([
    'authorization,if-none-match',
    'authorization,content-type,user-agent',
    'authorization,baggage,sentry-trace,tracestate',
    'authorization,cache-control,last-event-id',
  ])('allows what clients send: %s', async (names) => {
    const response = await call('OPTIONS', '/v1/products', {
      headers: {
        origin: 'https://shop.test',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': names,
      },
    });
    expect(response.headers.get('access-control-allow-headers')).toBe(names);
    expect(response.headers.get('access-control-allow-methods')).toContain('PUT');
  });
});

describe('the Accept header of an MCP client', () => {
  const ping = async (headers: Record<string, string>) => {
    const { owner } = await newTenant();
    const raw = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
    return (await call('POST', '/mcp', { raw, headers: authorized(owner, { ...JSON_TYPE, ...headers }) })).status;
  };

  it.each([
    '*/*',
    'application/*, text/event-stream',
    'application/json, text/*;q=0.9',
    'Application/JSON , TEXT/event-stream',
  ])('may name both media types by ranges: %s', async (accept) => {
    expect(await ping({ accept })).toBe(200);
  });

  it('may be missing', async () => {
    expect(await ping({})).toBe(200);
  });

  it.each(['text/html', 'application/*'])('must accept both: %s', async (accept) => {
    expect(await ping({ accept })).toBe(406);
  });
});

describe('an event stream resumed by query', () => {
  it.each(['lastEventId=0', 'topics=orders&lastEventId=0', 'lastEventId='])('takes ?%s', async (query) => {
    const { owner } = await newTenant();
    const response = await owner.call('GET', `/v1/events/stream?${query}`);
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });
});
