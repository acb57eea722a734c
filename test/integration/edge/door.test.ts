import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import type { EdgeEnv } from '../../../workers/compose/edge-isolate.ts';
import door from '../../../workers/edge.ts';
import core from '../../../workers/index.ts';
import { newProduct, newTenant, newUser } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';

type Incoming = Request<unknown, IncomingRequestCfProperties>;
const at = (path: string, init: { method?: string; headers?: Record<string, string> } = {}): Incoming =>
  new Request(`https://ragline.test${path}`, init);

/** A core, and what its shield counted callers by. With `props`, it is called over a binding. */
function aCore() {
  const counted: string[] = [];
  const own: Env = {
    ...env,
    SHIELD: {
      limit: async ({ key }: { key: string }) => {
        counted.push(key);
        return { success: true };
      },
    },
  };
  const ask = async (request: Request, props: unknown): Promise<Response> => {
    const execution = createExecutionContext();
    const withProps = new Proxy(execution, {
      get: (target, name) => {
        if (name === 'props') return props;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const response = await core.fetch(new Request(request) as Incoming, own, withProps);
    const copy = new Response(response.body === null ? null : await response.text(), response);
    await waitOnExecutionContext(execution);
    return copy;
  };
  return { ask, counted };
}

/** A door before that core. */
function aDoor(ask: (request: Request, props: unknown) => Promise<Response>) {
  const passed: string[] = [];
  const CORE = {
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      passed.push(new URL(request.url).pathname);
      return await ask(request, { isDoor: true });
    },
  };
  // The one cast: the door calls nothing else of its bindings.
  const bindings = { ...env, CORE } as unknown as EdgeEnv;
  return {
    passed,
    get: async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
      const execution = createExecutionContext();
      const response = await door.fetch(at(path, { method, headers }), bindings, execution);
      const copy = new Response(response.body === null ? null : await response.text(), response);
      await waitOnExecutionContext(execution);
      return copy;
    },
  };
}

describe('the core', () => {
  it('takes the address of a caller from the door alone', async () => {
    const { ask, counted } = aCore();
    const from = (address: string) => ({ 'cf-connecting-ip': address, 'ragline-address': '198.51.100.7' });
    await ask(at('/healthz', { headers: from('192.0.2.1') }), {});
    await ask(at('/healthz', { headers: from('192.0.2.2') }), undefined);
    await ask(at('/healthz', { headers: from('192.0.2.3') }), { isDoor: true });
    await ask(at('/healthz', { headers: { 'ragline-address': '198.51.100.7' } }), {});
    expect(counted).toEqual(['address:192.0.2.1', 'address:192.0.2.2', 'address:198.51.100.7', 'address:local']);
  });

  it('tells its settings to the door alone, and no secret', async () => {
    const { ask } = aCore();
    const settings = new Request('https://core.ragline.internal/settings');
    expect((await ask(settings, {})).status).toBe(404);
    const told = await ask(settings, { isDoor: true });
    expect(told.status).toBe(200);
    const { keys, ...rest } = await told.json<{ keys: object[] }>();
    expect(rest).toEqual({
      issuer: 'ragline',
      audience: 'ragline-api',
      is_local: true,
      cors_origins: [],
      log_level: expect.any(String),
    });
    for (const key of keys) expect(key).not.toHaveProperty('d');
    expect((await ask(at('/settings'), { isDoor: true })).status).toBe(404);
  });
});

describe('the door', () => {
  it('passes a forged address on as the one that Cloudflare saw', async () => {
    const { ask, counted } = aCore();
    const { get } = aDoor(ask);
    await get('/healthz', { 'cf-connecting-ip': '192.0.2.1', 'ragline-address': '198.51.100.7' });
    await get('/healthz', { 'ragline-address': '198.51.100.7' });
    expect(counted).toEqual(['address:192.0.2.1', 'address:local']);
  });

  it('answers a page and a menu itself, and asks the core for the rest', async () => {
    const tenant = await newTenant();
    const product = await newProduct(tenant, { name: 'Soup' });
    const customer = await newUser(tenant, 'customer');
    const { passed, get } = aDoor(aCore().ask);
    const authorization = `Bearer ${customer.token}`;
    const read = async () => (await (await get(`/v1/products/${product.id}`, { authorization })).json<Product>()).name;
    expect(await read()).toBe('Soup');
    await inTenantDatabase(tenant.tenantId, sql`UPDATE products SET name = 'Stew', version = version + 1`);
    passed.length = 0;
    expect(await read()).toBe('Soup');
    expect(await (await get('/docs')).text()).toContain('RAGline API');
    expect(passed).toEqual([]);
    expect((await get('/v1/auth/me', { authorization })).status).toBe(200);
    expect((await get('/assets/nothing.js')).status).toBe(404);
    expect((await get('/docs', {}, 'POST')).status).toBe(405);
    expect(passed).toEqual(['/v1/auth/me', '/assets/nothing.js', '/docs']);
  });

  it('bypasses the core’s edge tier, so that ages do not add up', async () => {
    const tenant = await newTenant();
    await newProduct(tenant, { name: 'Soup' });
    const authorization = `Bearer ${(await newUser(tenant, 'customer')).token}`;
    const { ask } = aCore();
    const request = () => at('/v1/products', { headers: { authorization } });
    for (const props of [{}, { isDoor: true }]) expect((await ask(request(), props)).status).toBe(200);
    await inTenantDatabase(tenant.tenantId, sql`UPDATE products SET name = 'Stew'`);
    expect(await (await ask(request(), {})).text()).toContain('Soup');
    expect(await (await ask(request(), { isDoor: true })).text()).toContain('Stew');
  });

  it('passes everything on while it cannot learn the core’s settings', async () => {
    const seen: string[] = [];
    const { get } = aDoor(async (request) => {
      seen.push(request.url);
      return new Response('of the core', { status: request.url.includes('internal') ? 503 : 200 });
    });
    expect(await (await get('/docs')).text()).toBe('of the core');
    expect(await (await get('/docs')).text()).toBe('of the core');
    const docs = 'https://ragline.test/docs';
    expect(seen).toEqual(['https://core.ragline.internal/settings', docs, docs]);
  });

  it('answers 503 when it cannot reach the core', async () => {
    const { get } = aDoor(() => Promise.reject(new Error('gone')));
    const problem = await (await get('/v1/orders')).json<Problem>();
    expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
  });
});
