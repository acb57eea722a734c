import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { NewApiKey } from '../../../contracts/api-key.ts';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import type { Shop } from '../../../contracts/shop.ts';
import { SHARE_HEADER } from '../../../workers/edge/edge-entry.ts';
import { EDGE_READS } from '../../../workers/edge/edge-reads.ts';
import { SHIELD } from '../../../workers/platform/shield.ts';
import { answer, call, newProduct, newTenant, newUser, type TestTenant, type TestUser } from '../../support/tenant.ts';
import { inTenantDatabase } from '../../support/tenant-database.ts';
import { workerWith } from '../../support/worker-with.ts';
import { allOperations } from '../api/operations.ts';

const namesSeenBy = async (user: TestUser, path = '/v1/products'): Promise<string[]> =>
  (await answer<{ data: Product[] }>(await user.call('GET', path), 200)).data.map(({ name }) => name);

/** A change that no isolate notices: who still sees the old name is answered from the tier. */
const renameBehind = ({ tenantId }: TestTenant, name: string) =>
  inTenantDatabase(tenantId, sql`UPDATE products SET name = ${name}`);

async function aShop() {
  const tenant = await newTenant();
  const product = await newProduct(tenant, { name: 'Soup' });
  return { tenant, product, customer: await newUser(tenant, 'customer'), guest: await newUser(tenant, 'guest') };
}

describe('a menu page from the edge tier', () => {
  it('is one for all customers and guests, and never for those who may write', async () => {
    const { tenant, customer, guest } = await aShop();
    const [staff, both] = [await newUser(tenant, 'staff'), await newUser(tenant, 'customer', 'staff')];
    const json = { name: 'reader', scopes: ['product:read'] };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    const byKey = () => call('GET', '/v1/products', { headers: { authorization: `Bearer ${key.secret}` } });
    expect(await namesSeenBy(guest)).toEqual(['Soup']);
    await renameBehind(tenant, 'Stew');
    expect(await namesSeenBy(guest)).toEqual(['Soup']);
    expect(await namesSeenBy(customer, '/v1/products?limit=20')).toEqual(['Soup']);
    expect(await namesSeenBy(customer, '/v1/products?sort=name')).toEqual(['Stew']);
    for (const user of [tenant.owner, staff, both]) expect(await namesSeenBy(user)).toEqual(['Stew']);
    expect((await answer<{ data: Product[] }>(await byKey(), 200)).data[0]?.name).toBe('Stew');
  });

  it('answers all who miss it at the same time', async () => {
    const { guest, customer } = await aShop();
    const readers = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? guest : customer));
    const seen = await Promise.all(readers.map((reader) => namesSeenBy(reader, '/v1/products?sort=price')));
    expect(seen).toEqual(readers.map(() => ['Soup']));
  });

  it('holds no product that is switched off, also after staff have read the same page', async () => {
    const { tenant, customer } = await aShop();
    await newProduct(tenant, { name: 'Secret', is_active: false });
    expect(await namesSeenBy(tenant.owner)).toEqual(['Secret', 'Soup']);
    expect(await namesSeenBy(customer)).toEqual(['Soup']);
    expect(await namesSeenBy(tenant.owner)).toEqual(['Secret', 'Soup']);
  });

  it('belongs to its tenant', async () => {
    const [one, other] = [await aShop(), await aShop()];
    await renameBehind(other.tenant, 'Theirs');
    for (let read = 0; read < 2; read++) {
      expect(await namesSeenBy(one.customer)).toEqual(['Soup']);
      expect(await namesSeenBy(other.customer)).toEqual(['Theirs']);
      expect((await one.guest.call('GET', `/v1/products/${other.product.id}`)).status).toBe(404);
      expect((await other.guest.call('GET', `/v1/products/${other.product.id}`)).status).toBe(200);
    }
  });

  it('shows the change of an owner or an API key at once where it was made', async () => {
    const { tenant, product, guest } = await aShop();
    const path = `/v1/products/${product.id}`;
    const json = { name: 'writer', scopes: ['product:write'] };
    const key = await answer<NewApiKey>(await tenant.owner.call('POST', '/v1/api-keys', { json }), 201);
    const nameOf = async () => (await answer<Product>(await guest.call('GET', path), 200)).name;
    expect([await nameOf(), await namesSeenBy(guest)]).toEqual(['Soup', ['Soup']]);
    await answer(await tenant.owner.call('PATCH', path, { json: { name: 'Stew' } }), 200);
    expect([await nameOf(), await namesSeenBy(guest)]).toEqual(['Stew', ['Stew']]);
    const headers = { authorization: `Bearer ${key.secret}` };
    await answer(await call('PATCH', path, { json: { is_active: false }, headers }), 200);
    expect((await guest.call('GET', path)).status).toBe(404);
    expect(await namesSeenBy(guest)).toEqual([]);
  });
});

describe('an answer from the edge tier', () => {
  it('has the headers of the answer from the API, and a request id of its own', async () => {
    const { product, guest } = await aShop();
    for (const path of ['/v1/products', `/v1/products/${product.id}`, `/v1/products/${crypto.randomUUID()}`]) {
      for (const headers of [{}, { origin: 'https://shop.example' }, { origin: 'http://localhost:5173' }]) {
        const [first, second] = [
          await guest.call('GET', path, { headers: { ...headers, 'x-request-id': 'request-1' } }),
          await guest.call('GET', path, { headers: { ...headers, 'x-request-id': 'request-2' } }),
        ];
        const seen = (response: Response) => [...response.headers].filter(([name]) => name !== 'x-request-id');
        expect(seen(second)).toEqual(seen(first));
        expect(second.headers.has(SHARE_HEADER)).toBe(false);
        expect([first, second].map((one) => one.headers.get('x-request-id'))).toEqual(['request-1', 'request-2']);
        expect((await second.text()).replaceAll('request-2', 'request-1')).toBe(await first.text());
      }
    }
  });

  it('is 304 for a client that holds the version, and whole for one that does not', async () => {
    const { product, guest } = await aShop();
    const path = `/v1/products/${product.id}`;
    for (let read = 0; read < 2; read++) {
      const held = await guest.call('GET', path, { headers: { 'if-none-match': 'W/"v1"' } });
      expect([held.status, held.headers.get('etag'), await held.text()]).toEqual([304, '"v1"', '']);
      expect(held.headers.get('content-type')).toBeNull();
      expect((await guest.call('GET', path, { headers: { 'if-none-match': '"v7"' } })).status).toBe(200);
    }
  });

  it('names the request in a problem about what does not exist', async () => {
    const { guest } = await aShop();
    const path = `/v1/products/${crypto.randomUUID()}`;
    const ids = new Set<string | undefined>();
    for (let read = 0; read < 3; read++) {
      const response = await guest.call('GET', path);
      const problem = await answer<Problem>(response, 404);
      expect(problem).toMatchObject({ code: 'not_found', request_id: response.headers.get('x-request-id') });
      ids.add(problem.request_id);
    }
    expect(ids.size).toBe(3);
  });

  it('is for valid tokens alone, and for a caller whom the shield admits', async () => {
    const { tenant, guest } = await aShop();
    let isOpen = true;
    const isolate = workerWith({ SHIELD: { limit: async () => ({ success: isOpen }) } });
    const status = async (authorization: string) =>
      (await isolate('GET', '/v1/products', { headers: { authorization } })).status;
    expect(await status(`Bearer ${guest.token}`)).toBe(200);
    const [head, body, signature = ''] = guest.token.split('.');
    const forged = [head, body, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join('.');
    expect(await status(`Bearer ${forged}`)).toBe(401);
    expect(await status(`Basic ${guest.token}`)).toBe(401);
    expect((await isolate('GET', '/v1/products')).status).toBe(401);
    isOpen = false;
    const statuses = new Set<number>();
    for (let request = 0; request < SHIELD.requestsOfAPass; request++)
      statuses.add(await status(`Bearer ${guest.token}`));
    // Until the pass of the isolate is used up.
    expect([...statuses]).toEqual([200, 429]);
    expect(await namesSeenBy(tenant.owner)).toEqual(['Soup']);
  });
});

describe('the profile of a shop', () => {
  it('comes from the edge tier, for visitors', async () => {
    const { tenant } = await aShop();
    const path = `/v1/auth/shops/${tenant.slug}`;
    const sizes = async (headers = {}) =>
      (await answer<Shop>(await call('GET', path, { headers }), 200)).categories.map(({ name }) => name);
    expect(await sizes()).toEqual([]);
    await inTenantDatabase(tenant.tenantId, sql`UPDATE products SET category = 'soups'`);
    expect(await sizes()).toEqual([]);
    expect(await sizes({ authorization: `Bearer ${tenant.owner.token}` })).toEqual(['soups']);
  });
});

describe('an operation', () => {
  it('offers its answer to the edge tier only where the tier knows its path', async () => {
    const { tenant, product, customer } = await aShop();
    const known = EDGE_READS.map(({ route }) => route.replace(/:(\w+)/, '{$1}'));
    const offered = new Set<string>();
    for (const { method, path, isAuthenticated } of await allOperations()) {
      if (method !== 'GET' || /\/(?:stream|ws)$/.test(path)) continue;
      const target = path.replace(
        '/v1/products/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70',
        `/v1/products/${product.id}?x=1`,
      );
      for (const user of isAuthenticated ? [customer, tenant.owner] : [customer]) {
        const response = await user.call('GET', target, { headers: { [SHARE_HEADER]: '1' } });
        await response.body?.cancel();
        if (response.headers.has(SHARE_HEADER)) {
          expect([path, user]).toEqual([path, customer]);
          offered.add(path);
        }
      }
    }
    expect(known).toEqual(['/v1/products', '/v1/products/{id}', '/v1/auth/shops/{slug}']);
    expect([...offered]).toEqual(['/v1/products/019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70']);
  });
});
