import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../contracts/problem.ts';
import { encodeCursor } from '../../../workers/domain/cursor.ts';
import { answer, call, newProduct, newTenant, postOrder, type TestTenant } from '../../support/tenant.ts';
import { allOperations } from './operations.ts';

let tenant: TestTenant;
let sku: string;
let productId: string;

beforeAll(async () => {
  tenant = await newTenant();
  ({ sku, id: productId } = await newProduct(tenant, { stock: 5 }));
});

const product = (over: Record<string, unknown>) => ({
  sku: 'X',
  name: 'X',
  price: { amount: 1, currency: 'EUR' },
  ...over,
});
const long = (length: number) => 'x'.repeat(length);

describe('a product', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ name: '' }, 'name'],
    [{ name: '   ' }, 'name'],
    [{ name: null }, 'name'],
    [{ name: long(300) }, 'name'],
    [{ name: 'nul\u0000' }, 'name'],
    [{ sku: undefined }, 'sku'],
    [{ price: { amount: -1, currency: 'EUR' } }, 'price.amount'],
    [{ price: { amount: 1.5, currency: 'EUR' } }, 'price.amount'],
    [{ price: { amount: 1e18, currency: 'EUR' } }, 'price.amount'],
    [{ price: { amount: '5', currency: 'EUR' } }, 'price.amount'],
    [{ price: { amount: 1, currency: 'euro' } }, 'price.currency'],
    [{ stock: -1 }, 'stock'],
    [{ stock: 2 ** 31 }, 'stock'],
    [{ dietary: 'vegan' }, 'dietary'],
    [{ dietary: ['vegan', 'mostly harmless'] }, 'dietary.1'],
    [{ allergens: ['may contain nuts'] }, 'allergens.0'],
    [{ free_of: ['coconut'] }, 'free_of.0'],
    [{ metadata: { k: { nested: true } } }, 'metadata.k'],
    [{ metadata: { k: '\ud800' } }, 'metadata.k'],
    [{ tenant_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70' }, 'tenant_id'],
    [
      { option_groups: [{ id: 'g', name: 'G', min: 2, max: 1, options: [{ id: 'o', name: 'O' }] }] },
      'option_groups.0.min',
    ],
  ])('with %j is refused at its path, and not made', async (over, path) => {
    const problem = await answer<Problem>(
      await tenant.owner.call('POST', '/v1/products', { json: product(over) }),
      422,
    );
    expect(problem.errors?.map((error) => error.path)).toContain(path);
    const list = await answer<{ data: unknown[] }>(await tenant.owner.call('GET', '/v1/products'), 200);
    expect(list.data).toHaveLength(1);
  });

  it('refuses an empty change, and an incomplete one', async () => {
    for (const json of [{}, { name: 'Good', stock: -5 }, { version: 9 }]) {
      expect((await tenant.owner.call('PATCH', `/v1/products/${productId}`, { json })).status).toBe(422);
    }
    expect(await answer(await tenant.owner.call('GET', `/v1/products/${productId}`), 200)).toMatchObject({
      version: 1,
    });
  });
});

describe('an order', () => {
  it.each<[unknown, string]>([
    [{}, 'items'],
    [{ items: [] }, 'items'],
    [{ items: [{ sku: 'X', quantity: 0 }] }, 'items.0.quantity'],
    [{ items: [{ sku: 'X', quantity: -3 }] }, 'items.0.quantity'],
    [{ items: [{ sku: 'X', quantity: 1.5 }] }, 'items.0.quantity'],
    [{ items: [{ sku: 'X', quantity: 1e9 }] }, 'items.0.quantity'],
    [{ items: [{ quantity: 1 }] }, 'items.0'],
    [{ items: [{ sku: 'X', product_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70', quantity: 1 }] }, 'items.0'],
    [{ items: [{ product_id: '1', quantity: 1 }] }, 'items.0.product_id'],
    [{ items: [{ sku: 'no-such-sku', quantity: 1 }] }, 'items.0.sku'],
    [{ items: [{ sku: 'X', quantity: 1, unit_price: 1 }] }, 'items.0.unit_price'],
    [{ items: Array.from({ length: 101 }, () => ({ sku: 'X', quantity: 1 })) }, 'items'],
    [{ items: [{ sku: 'X', quantity: 1 }], user_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70' }, 'user_id'],
    [{ items: [{ sku: 'X', quantity: 1 }], promo_codes: ['%'] }, 'promo_codes.0'],
    [{ items: [{ sku: 'X', quantity: 1 }], fulfilment: { type: 'delivery' } }, 'fulfilment.address'],
    [{ items: [{ sku: 'X', quantity: 1 }], note: long(501) }, 'note'],
    [{ quote_id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70', items: [{ sku: 'X', quantity: 1 }] }, 'items'],
  ])('with %j is refused at its path', async (json, path) => {
    const problem = await answer<Problem>(await postOrder(tenant.owner, json), 422);
    expect(problem.errors?.map((error) => error.path)).toContain(path);
  });

  it('is refused when its total cannot be counted exactly', async () => {
    const dear = await newProduct(tenant, { price: { amount: 1_000_000_000_000, currency: 'EUR' } });
    const items = Array.from({ length: 100 }, () => ({ sku: dear.sku, quantity: 1000 }));
    expect((await postOrder(tenant.owner, { items })).status).toBe(422);
    await tenant.owner.call('DELETE', `/v1/products/${dear.id}`);
  });

  it.each(['shipped', '', null, 'PENDING'])('refuses the status %j', async (status) => {
    const { id } = await answer<{ id: string }>(await postOrder(tenant.owner, { items: [{ sku, quantity: 1 }] }), 201);
    expect((await tenant.owner.call('PATCH', `/v1/orders/${id}`, { json: { status } })).status).toBe(422);
    await tenant.owner.call('POST', `/v1/orders/${id}/cancel`, { json: {} });
  });
});

describe('a query or path', () => {
  it.each([
    '/v1/products?limit=0',
    '/v1/products?limit=101',
    '/v1/products?limit=-1',
    '/v1/products?limit=abc',
    '/v1/products?cursor=abc',
    '/v1/products?cursor=%00',
    '/v1/products?search=%00',
    '/v1/products?sort=random',
    '/v1/products?skip=-1',
    '/v1/products?available=maybe',
    '/v1/products/not-a-uuid',
    '/v1/products/%00',
    '/v1/orders?status=shipped',
    '/v1/orders?from=yesterday',
    '/v1/orders?from=0000-00-00T00:00:00Z',
    '/v1/orders/1%27%20OR%201=1',
    '/v1/promotions?limit=1e9',
    '/v1/promotions/1',
    '/v1/quotes/not-a-uuid',
    '/v1/orders/%00/events',
    '/v1/events?after=-1',
    '/v1/events?after=99999999999999999999',
    '/v1/events?topics=secrets',
    '/v1/events/stream?after=x',
    '/v1/chat/%00',
    '/v1/chat?limit=0',
    '/v1/users?limit=0',
    '/v1/api-keys?limit=0',
    '/v1/users?role=guest',
  ])('like %s is refused with the path of the fault', async (path) => {
    const problem = await answer<Problem>(await tenant.owner.call('GET', path), 422);
    expect(problem.code).toBe('invalid_request');
    expect(problem.errors?.[0]?.path).toBeTruthy();
  });
});

describe('registering', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ email: 'no-email' }, 'email'],
    [{ password: 'short' }, 'password'],
    [{ password: long(129) }, 'password'],
    [{ tenant_slug: 'A B' }, 'tenant_slug'],
    [{ tenant_slug: '-x-' }, 'tenant_slug'],
    [{ tenant_name: '' }, 'tenant_name'],
    [{ roles: ['owner'] }, 'roles'],
  ])('with %j is refused at its path', async (over, path) => {
    const json = { tenant_name: 'T', tenant_slug: 'fine-slug', email: 'a@b.test', password: 'long enough', ...over };
    const problem = await answer<Problem>(await call('POST', '/v1/auth/register', { json }), 422);
    expect(problem.errors?.map((error) => error.path)).toContain(path);
  });
});

describe('a JSON body', () => {
  const login = (type: string, raw: string) =>
    call('POST', '/v1/auth/login', { raw, headers: { 'content-type': type } });

  it('is checked under every JSON media type', async () => {
    const raw = '{"tenant_slug":"a\\u0000b","email":"a@b.test","password":"x"}';
    const problem = await answer<Problem>(await login('application/problem+json', raw), 422);
    expect(problem.errors?.[0]?.path).toBe('tenant_slug');
  });

  it.each([
    ['arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`],
  ])('cannot be nested beyond a limit: %s', async (_name, raw) => {
    const problem = await answer<Problem>(await login('application/json', raw), 422);
    expect(problem.errors?.[0]?.message).toContain('nested');
  });
});

describe('the year 0', () => {
  it('is refused as a time in a query, a body or a cursor', async () => {
    const from = await tenant.owner.call('GET', '/v1/orders?from=0000-01-01T00:00:00Z');
    expect((await answer<Problem>(from, 422)).errors?.[0]?.path).toBe('from');
    const json = {
      code: 'ABC',
      name: 'n',
      kind: 'fixed',
      value: 1,
      currency: 'EUR',
      starts_at: '0000-01-01T00:00:00Z',
    };
    expect((await tenant.owner.call('POST', '/v1/promotions', { json })).status).toBe(422);
    const cursor = encodeCursor('conversations', '0000-01-01T00:00:00Z abc', tenant.owner.userId);
    expect((await tenant.owner.call('GET', `/v1/chat?cursor=${cursor}`)).status).toBe(422);
  });
});

describe('a body of any operation', () => {
  /** Examples with more fields than those of the document, or with ids that exist. */
  const examples: Record<string, () => unknown> = {
    '/v1/auth/register': () => ({ tenant_name: 'T', tenant_slug: 'x', email: 'a@b.test', password: 'short' }),
    '/v1/auth/login': () => ({ tenant_slug: 'bistro', email: 'a@b.test', password: 'x' }),
    '/v1/auth/refresh': () => ({ refresh_token: 'rt_x' }),
    '/v1/auth/logout': () => ({ refresh_token: 'rt_x' }),
    '/v1/auth/guest': () => ({ tenant_slug: 'x' }),
    '/v1/auth/customers': () => ({ tenant_slug: 'x', email: 'a@b.test', password: 'passwordpassword' }),
    '/v1/products': () =>
      product({ dietary: ['vegan'], allergens: ['milk'], option_groups: [], metadata: { a: 1 }, stock: null }),
    '/v1/promotions': () => ({ code: 'ABC', name: 'n', kind: 'fixed', value: 1, currency: 'EUR', eligible_skus: [] }),
    '/v1/quotes': () => ({ items: [{ sku, quantity: 1, options: [] }], promo_codes: [] }),
    '/v1/orders': () => ({ items: [{ sku, quantity: 1 }], fulfilment: { type: 'pickup' }, note: null }),
    '/v1/chat': () => ({ id: 'fuzz', message: { id: 'm', role: 'user', parts: [{ type: 'text', text: 'hi' }] } }),
    '/v1/events/tickets': () => ({}),
    '/v1/api-keys': () => ({ name: 'n', scopes: ['order:read'], expires_at: null }),
    '/v1/users': () => ({ email: 'a@b.test', password: 'passwordpassword', roles: ['staff'], full_name: 'A' }),
  };

  /** The example with one of its fields, at any depth, replaced by any JSON value, or dropped, or one added. */
  const mutated = (example: unknown) =>
    fc
      .tuple(fc.nat(), fc.constantFrom('replace', 'drop', 'add'), fc.jsonValue({ maxDepth: 2 }))
      .map(([seed, how, value]) => {
        const copy: unknown = structuredClone(example);
        const objects: Array<Record<string, unknown>> = [];
        const collect = (node: unknown): void => {
          if (typeof node !== 'object' || node === null) return;
          objects.push(node as Record<string, unknown>);
          for (const child of Object.values(node)) collect(child);
        };
        collect(copy);
        const target = objects[seed % objects.length];
        if (target === undefined) return value;
        const keys = Object.keys(target);
        const key = keys[seed % Math.max(keys.length, 1)] ?? 'x';
        if (how === 'drop') delete target[key];
        else target[how === 'add' ? 'added' : key] = value;
        return copy;
      });

  it('is never answered with a 5xx', async () => {
    const operations = (await allOperations()).filter(({ hasBody }) => hasBody);
    for (const { method, path, example } of operations) {
      const valid: unknown = examples[path]?.() ?? JSON.parse(example);
      await fc.assert(
        fc.asyncProperty(mutated(valid), async (json) => {
          const headers = { 'idempotency-key': crypto.randomUUID() };
          const response = await tenant.owner.call(method, path, { json, headers });
          await response.text();
          expect([method, path, response.status < 500]).toEqual([method, path, true]);
        }),
        { numRuns: 12 },
      );
    }
  }, 240_000);
});
