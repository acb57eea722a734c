import type { Role } from '../../../contracts/identity.ts';
import type { LoadRequest } from './load/clients.ts';
import type { Route } from './measure-routes.ts';
import type { Shop, Stage } from './stage.ts';

const json = { 'content-type': 'application/json' };
const PASSWORD = 'a long enough passphrase of the bench';
const PRODUCTS = 50;

const TEXT = 'floor: a text';
const SHIELD = 'floor: one call of the shield';
const READ = 'floor: the shield, then one Redis GET';
const sql = (trips: number) => `floor: connect and ${trips} SELECT`;

/** The floor: a bare Worker that makes the same external calls. */
export async function floorRoutes(stage: Stage, shops: readonly Shop[]): Promise<Route[]> {
  const users = await usersOf(stage, shops);
  const floors: Array<[string, string]> = [
    [TEXT, '/text'],
    [SHIELD, '/shield'],
    ['floor: one Redis GET', '/redis'],
    [READ, '/read'],
    ['floor: one Durable Object call', '/object'],
    [sql(1), '/sql/1'],
    [sql(5), '/sql/5'],
  ];
  return floors.map(([name, path]) => ({ name, isFloor: true, requests: get(users, path) }));
}

/** Routes that only need shops with products `BENCH-0` and up. `ids` are those of the first shop. */
export async function knownRoutes(
  stage: Stage,
  shops: readonly Shop[],
  productIds: readonly string[],
): Promise<Route[]> {
  const users = await usersOf(stage, shops);
  const ofFirst = await usersOf(stage, shops.slice(0, 1));
  const visitors = await usersOf(stage, shops.slice(0, 1), 'customer');
  return [
    {
      name: 'product, of a customer',
      requests: productIds.flatMap((id) => get(visitors, `/v1/products/${id}`)),
      floor: SHIELD,
    },
    { name: 'list of 20 products, of a customer', requests: get(visitors, '/v1/products?limit=20'), floor: SHIELD },
    { name: 'product, cached', requests: productIds.flatMap((id) => get(ofFirst, `/v1/products/${id}`)), floor: READ },
    { name: 'list of 20 products', requests: get(users, '/v1/products?limit=20'), floor: sql(1) },
    { name: 'list of 20 orders', requests: get(users, '/v1/orders?limit=20'), floor: sql(1) },
    { name: 'list of the pending orders', requests: get(users, '/v1/orders?limit=20&status=pending'), floor: sql(1) },
    { name: 'order of 2 lines', requests: orders(users, 2), floor: sql(5) },
  ];
}

/** All routes that need products, which it creates. */
export async function productRoutes(stage: Stage, shops: readonly Shop[]): Promise<Route[]> {
  const catalogs = await Promise.all(shops.map((shop) => fillCatalog(stage, shop)));
  const [first, users] = [await usersOf(stage, shops.slice(0, 1)), await usersOf(stage, shops)];
  return [
    { name: 'GET /healthz', requests: get(first, '/healthz'), floor: SHIELD },
    ...(await knownRoutes(stage, shops, catalogs[0] ?? [])),
    { name: 'order of 2 lines, one tenant', requests: orders(first, 2), floor: sql(5) },
    { name: 'order of 50 lines', requests: orders(users, 50), floor: sql(5) },
    { name: 'search', requests: searches(first), floor: sql(1) },
    // As many as one isolate hashes in parallel.
    { name: 'login', requests: [post('/v1/auth/login', await registerForLogin(stage.system.url))], connections: 8 },
  ];
}

/** A shop's traffic mix: of twenty requests, sixteen read, one searches and three place orders. */
export async function mixedTraffic(stage: Stage, shops: readonly Shop[]): Promise<LoadRequest[]> {
  const catalogs = await Promise.all(shops.map((shop) => fillCatalog(stage, shop)));
  const users = await usersOf(stage, shops);
  const [ordering, searching] = [orders(users, 2), searches(users)];
  return users.flatMap((headers, index) => {
    const ids = catalogs[index % shops.length] ?? [];
    const reads = Array.from({ length: 14 }, (_, n) => get([headers], `/v1/products/${ids[(index + n) % ids.length]}`));
    const own = (list: readonly LoadRequest[]) => list.slice(index, index + 1);
    return [
      ...reads.flat(),
      ...get([headers], '/v1/products?limit=20'),
      ...get([headers], '/v1/orders?limit=20'),
      ...own(searching),
      ...[own(ordering), own(ordering), own(ordering)].flat(),
    ];
  });
}

type Headers = Record<string, string>;
const USERS = 64;

const get = (users: readonly Headers[], path: string): LoadRequest[] =>
  users.map((headers) => ({ method: 'GET', path, headers }));

const orders = (users: readonly Headers[], lines: number): LoadRequest[] =>
  users.map((headers) => ({
    ...{ method: 'POST', path: '/v1/orders', headers: { ...json, ...headers }, isIdempotent: true },
    body: JSON.stringify({ items: Array.from({ length: lines }, (_, i) => ({ sku: `BENCH-${i}`, quantity: 1 })) }),
  }));

const searches = (users: readonly Headers[]): LoadRequest[] =>
  users.map((headers) => ({
    ...post('/v1/search', { query: 'fresh bread for breakfast' }),
    headers: { ...json, ...headers },
  }));

/**
 * At least 64 with this role, of the shops in turn, each at an address of its own: the shield allows each of them 100 requests a
 * second.
 */
export async function usersOf(stage: Stage, shops: readonly Shop[], role: Role = 'owner'): Promise<Headers[]> {
  const turns = Math.ceil(USERS / shops.length);
  const inTurn = Array.from({ length: turns }, () => shops).flat();
  return await Promise.all(
    inTurn.map(async ({ tenantId }, index) => ({
      authorization: `Bearer ${await stage.issue(tenantId, role)}`,
      'cf-connecting-ip': `10.0.${index >> 8}.${index & 255}`,
    })),
  );
}

const post = (path: string, body: object): LoadRequest => ({
  ...{ method: 'POST', path, headers: json },
  body: JSON.stringify(body),
});

/** Fifty products, `BENCH-0` and up, without a limit unless a stock is given. @returns Their ids. */
export async function fillCatalog(stage: Stage, { token }: Shop, stock: number | null = null): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < PRODUCTS; index++) {
    const product = {
      sku: `BENCH-${index}`,
      name: `Fresh bread ${index}`,
      price: { amount: 100 + index, currency: 'EUR' },
      stock,
    };
    const response = await fetch(`${stage.system.url}/v1/products`, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${token}` },
      body: JSON.stringify(product),
    });
    const made: unknown = await response.json();
    const id = typeof made === 'object' && made !== null ? Reflect.get(made, 'id') : undefined;
    if (response.status !== 201 || typeof id !== 'string') throw new Error(`a product was answered ${response.status}`);
    ids.push(id);
  }
  return ids;
}

/** Registers a tenant with a password, since the bench's own shops have none. @returns What its owner logs in with. */
export async function registerForLogin(url: string): Promise<Record<string, string>> {
  const slug = `login-${crypto.randomUUID().slice(0, 8)}`;
  const account = { email: `owner@${slug}.test`, password: PASSWORD };
  const body = JSON.stringify({ tenant_name: slug, tenant_slug: slug, ...account });
  const response = await fetch(`${url}/v1/auth/register`, { method: 'POST', headers: json, body });
  if (response.status !== 201) throw new Error(`registering was answered ${response.status}: ${await response.text()}`);
  return { tenant_slug: slug, ...account };
}
