import { join } from 'node:path';
import { build } from 'esbuild';
import type { LoadRequest, LoadResult } from './load/clients.ts';
import { generateLoad } from './load/generate-load.ts';
import { runtimeUsage } from './processes.ts';
import type { Shop, Stage } from './stage.ts';
import { quantile, quantiles } from './statistics.ts';

/** What is measured in a row: a route, or the floor of some. */
export interface Route {
  name: string;
  /** Of the floor Worker, not of ours. */
  isFloor?: boolean;
  requests: LoadRequest[];
  /** The row whose rate this one is compared with. */
  floor?: string;
}

/** The floor Worker as one module. */
export async function bundleFloor(): Promise<string> {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, 'floor-worker.ts')],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2024', logLevel: 'error' },
    external: ['cloudflare:*'],
    // The driver's CommonJS asks for Node's modules when it is loaded.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
    ...{ platform: 'node', conditions: ['workerd', 'worker'], mainFields: ['module', 'main'] },
  });
  return bundle.outputFiles[0]?.text ?? '';
}

export const ROUTE_COLUMNS = [
  'route',
  'requests/s',
  'p50',
  'p95',
  'p99',
  'p50 alone',
  'CPU ms a request',
  'MB',
  'round trips',
  'of its floor',
];

/** Measures each route at one connection and at `connections`, and says what it cost. One row each. */
export async function measureRoutes(
  stage: Stage,
  routes: readonly Route[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<string[][]> {
  const rates = new Map<string, number>();
  const rows: string[][] = [];
  for (const { name, isFloor = false, requests, floor } of routes) {
    const url = isFloor ? stage.system.floorUrl : stage.system.url;
    await sound(name, await generateLoad({ url, requests, connections, seconds: Math.min(1, seconds) }));
    const alone = await sound(
      name,
      await generateLoad({ url, requests, connections: 1, seconds: Math.min(2, seconds) }),
    );
    const [before, statementsBefore] = [runtimeUsage(), await stage.statements()];
    const load = await sound(name, await generateLoad({ url, requests, connections, seconds }));
    const [after, statementsAfter] = [runtimeUsage(), await stage.statements()];
    const answered = load.latenciesMs.length;
    const rate = answered / load.seconds;
    rates.set(name, rate);
    const floorRate = floor === undefined ? undefined : rates.get(floor);
    const statements =
      statementsAfter === undefined || statementsBefore === undefined ? undefined : statementsAfter - statementsBefore;
    rows.push([
      name,
      rate.toFixed(0),
      ...quantiles(load.latenciesMs),
      quantile(alone.latenciesMs, 0.5).toFixed(1),
      (((after.cpuSeconds - before.cpuSeconds) / answered) * 1000).toFixed(2),
      (after.memoryBytes / 1024 / 1024).toFixed(0),
      statements === undefined ? '' : roundTrips(statements / answered),
      floorRate === undefined ? '' : `${((rate / floorRate) * 100).toFixed(0)} %`,
    ]);
    console.log(rows.at(-1)?.join('\t'));
  }
  return rows;
}

/** The pool counts statements; to a route that has any, its connect is one more. Fractions are the relay's and the quota's. */
const roundTrips = (statements: number): string => (statements < 0.05 ? '0' : (statements + 1).toFixed(1));

/** A route that refuses is measured for nothing. */
async function sound(name: string, load: LoadResult): Promise<LoadResult> {
  const faults = Object.entries(load.statuses).filter(([status]) => Number(status) >= 400 || status === '0');
  if (faults.length > 0) throw new Error(`${name}: ${JSON.stringify(load.statuses)}; ${load.firstFault}`);
  return load;
}

const json = { 'content-type': 'application/json' };
const PASSWORD = 'a long enough passphrase of the bench';
const PRODUCTS = 50;

/** The product's routes for shops with 50 products each, one of which was never in the cache. */
export async function productRoutes(stage: Stage, shops: readonly Shop[]): Promise<Route[]> {
  const [shop] = shops;
  if (shop === undefined) throw new Error('no shop');
  const catalogs = await Promise.all(shops.map((each) => fillCatalog(stage, each)));
  const [ids = []] = catalogs;
  const users = await Promise.all(shops.map((each) => usersOf(stage, each)));
  const [callers = []] = users;
  const get = (path: string): LoadRequest[] => callers.map((headers) => ({ method: 'GET', path, headers }));
  const orders = (callersOf: ReadonlyArray<readonly Headers[]>, lines: number): LoadRequest[] =>
    inTurn(callersOf).map((headers) => ({
      ...{ method: 'POST', path: '/v1/orders', headers: { ...json, ...headers }, isIdempotent: true },
      body: JSON.stringify({ items: Array.from({ length: lines }, (_, i) => ({ sku: `BENCH-${i}`, quantity: 1 })) }),
    }));
  const searches = get('').map(({ headers }) => ({
    ...post('/v1/search', { query: 'fresh bread for breakfast' }),
    headers: { ...json, ...headers },
  }));
  const login = await registerForLogin(stage);
  const text = 'floor: a text';
  const sql = (trips: number) => `floor: connect and ${trips} SELECT`;
  const tenantsText = `${shops.length} tenants`;
  return [
    { name: text, isFloor: true, requests: get('/text') },
    { name: 'floor: one call of the shield', isFloor: true, requests: get('/shield') },
    { name: 'floor: one Redis GET', isFloor: true, requests: get('/redis') },
    { name: 'floor: one Durable Object call', isFloor: true, requests: get('/object') },
    { name: sql(1), isFloor: true, requests: get('/sql/1') },
    { name: sql(5), isFloor: true, requests: get('/sql/5') },
    { name: 'GET /healthz', requests: get('/healthz'), floor: text },
    { name: 'product, cached', requests: ids.flatMap((id) => get(`/v1/products/${id}`)), floor: text },
    { name: 'list of 20 products', requests: get('/v1/products?limit=20'), floor: sql(1) },
    { name: 'search', requests: searches, floor: sql(1) },
    { name: 'order of 2 lines, one tenant', requests: orders(users.slice(0, 1), 2), floor: sql(5) },
    { name: `order of 2 lines, ${tenantsText}`, requests: orders(users, 2), floor: sql(5) },
    { name: `order of 50 lines, ${tenantsText}`, requests: orders(users, 50), floor: sql(5) },
    { name: 'list of 20 orders', requests: get('/v1/orders?limit=20'), floor: sql(1) },
    { name: 'login', requests: [login], floor: text },
  ];
}

type Headers = Record<string, string>;
const USERS = 64;

/** Many, each at an address of its own: the shield allows each of them 100 requests a second. */
async function usersOf(stage: Stage, { tenantId }: Shop): Promise<Headers[]> {
  const tokens = await Promise.all(Array.from({ length: USERS }, () => stage.issue(tenantId, 'owner')));
  return tokens.map((token, index) => ({ authorization: `Bearer ${token}`, 'cf-connecting-ip': `10.0.0.${index}` }));
}

/** The first of each list, then the second of each, and so on. */
const inTurn = <T>(lists: ReadonlyArray<readonly T[]>): T[] =>
  Array.from({ length: USERS }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();

const post = (path: string, body: object): LoadRequest => ({
  ...{ method: 'POST', path, headers: json },
  body: JSON.stringify(body),
});

async function fillCatalog(stage: Stage, { token }: Shop): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < PRODUCTS; index++) {
    const product = {
      sku: `BENCH-${index}`,
      name: `Fresh bread ${index}`,
      price: { amount: 100 + index, currency: 'EUR' },
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

/** A tenant with a password, since the bench's own shops have none. */
async function registerForLogin(stage: Stage): Promise<LoadRequest> {
  const slug = `login-${crypto.randomUUID().slice(0, 8)}`;
  const account = { email: `owner@${slug}.test`, password: PASSWORD };
  const {
    method,
    path,
    headers,
    body = null,
  } = post('/v1/auth/register', { tenant_name: slug, tenant_slug: slug, ...account });
  const response = await fetch(`${stage.system.url}${path}`, { method, headers, body });
  if (response.status !== 201) throw new Error(`registering was answered ${response.status}: ${await response.text()}`);
  return post('/v1/auth/login', { tenant_slug: slug, ...account });
}
