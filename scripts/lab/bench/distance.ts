import { parseArgs } from 'node:util';
import { eq } from 'drizzle-orm';
import { products } from '../../../schema/tables/catalog.ts';
import { tenants } from '../../../schema/tables/tenants.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { quantile } from '../statistics.ts';
import { fillCatalog, registerForLogin } from './bench-routes.ts';
import { CHAT_MODELS, chatBench, readTokens, startModel } from './chat-turns.ts';
import { measureOrderToFrame } from './order-to-frame.ts';
import { openStage, type Shop, type Stage } from './stage.ts';

/**
 * Measures what a request waits for when the database and Redis are far away: the built Worker, one request at a time,
 * with every distance in turn. Needs DATABASE_URL and PgBouncer to tell near connects from far statements.
 *   npm run bench -- distance [0 20 80 200 --only 'order|quote' --samples 15 --out scripts/lab/MEASUREMENTS.md]
 * For each route: the median over the floor of the same run (GET /healthz), and the far round trips, which are what the
 * distance has added to it, divided by the distance.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    samples: { type: 'string', default: '15' },
    out: { type: 'string' },
  },
});
const SAMPLES = Number(values.samples);
const WARM_UP = 3;
const asked = positionals.length === 0 ? [20, 80, 200] : positionals.map(Number);
/** Zero is always measured, as the base of a route. */
const distances = [0, ...asked.filter((distance) => distance > 0)];
const isAsked = (name: string) => values.only === undefined || new RegExp(values.only).test(name);

interface Route {
  name: string;
  /** How long one of it took, in milliseconds. Without it, it is timed. */
  run(): Promise<number | undefined>;
}

const model = await startModel();
const stage = await openStage({
  ...{ pooled: true, isFar: true, withFloor: true },
  modelUrl: model.url,
  env: CHAT_MODELS,
});
try {
  const shop = await stage.newShop();
  await fillCatalog(stage, shop);
  const routes = (await routesOf(stage, shop)).filter(({ name }) => isAsked(name));
  const rows = new Map(routes.map(({ name }) => [name, [name]]));
  const near = new Map<string, number>();
  for (const distance of distances) {
    stage.setRoundTrip(distance);
    for (const route of routes) {
      const overFloor = await measure(route, () => fetch(`${stage.system.url}/healthz`));
      if (distance === 0) near.set(route.name, overFloor);
      const trips = distance === 0 ? [] : [((overFloor - (near.get(route.name) ?? 0)) / distance).toFixed(1)];
      rows.get(route.name)?.push(overFloor.toFixed(0), ...trips);
      console.log([`${distance} ms`, route.name, overFloor.toFixed(1), ...trips].join('\t'));
    }
  }
  const columns = distances.flatMap((distance) => (distance === 0 ? ['0 ms'] : [`${distance} ms`, 'far round trips']));
  const table = markdownTable(['milliseconds over the floor', ...columns], [...rows.values()]);
  console.log(`on ${stage.description}, ${SAMPLES} requests each, one after the other\n${table}`);
  if (values.out !== undefined) await writeSection(values.out, `bench: distance`, table);
} finally {
  stage.setRoundTrip(0);
  await stage.stop();
  model.stop();
}

/** The median of the route less that of the floor, which is asked in between. */
async function measure(route: Route, floor: () => Promise<Response>): Promise<number> {
  const [floors, times]: [number[], number[]] = [[], []];
  for (let sample = -WARM_UP; sample < SAMPLES; sample++) {
    const beganMs = performance.now();
    await (await floor()).text();
    const floorMs = performance.now() - beganMs;
    const routeBeganMs = performance.now();
    const own = await route.run();
    const routeMs = own ?? performance.now() - routeBeganMs;
    if (sample < 0) continue;
    floors.push(floorMs);
    times.push(routeMs);
  }
  return quantile(times, 0.5) - quantile(floors, 0.5);
}

async function routesOf({ system: { url }, ...rest }: Stage, shop: Shop): Promise<Route[]> {
  const customer = await rest.issue(shop.tenantId, 'customer');
  const call = async (method: string, path: string, token: string | undefined, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' && token !== undefined ? { 'idempotency-key': crypto.randomUUID() } : {}),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  const timed = (name: string, ask: () => Promise<unknown>): Route => ({ name, run: async () => void (await ask()) });
  const skus = ['UNREAD-0', 'UNREAD-1'];
  const items = skus.map((sku) => ({ sku, quantity: 1 }));
  const [, , warm, ...unread] = await addUnread(rest, shop, 3 + distances.length * (SAMPLES + WARM_UP));
  const login = await registerForLogin(url);
  const [tenant] = await rest.db.single('system', (tx) =>
    tx.select({ slug: tenants.slug }).from(tenants).where(eq(tenants.id, shop.tenantId)),
  );
  const chat = chatBench({ system: { url, floorUrl: '' } }, { token: customer });
  const going = newId();
  const firstToken = async (id: string) => (await readTokens(() => chat.viaChat(id))).firstMs;
  return [
    timed('product, warm', () => call('GET', `/v1/products/${warm}`, customer)),
    timed('product, first read', () => call('GET', `/v1/products/${unread.pop()}`, customer)),
    timed('menu page of 50', () => call('GET', '/v1/products?limit=50', customer)),
    timed('search', () => call('POST', '/v1/search', customer, { query: 'fresh bread for breakfast' })),
    timed('quote of 2 lines', () => call('POST', '/v1/quotes', customer, { items })),
    timed('order of 2 lines', () => call('POST', '/v1/orders', customer, { items })),
    timed('guest token', () => call('POST', '/v1/auth/guest', undefined, { tenant_slug: tenant?.slug })),
    timed('login', () => call('POST', '/v1/auth/login', undefined, login)),
    { name: 'chat: first token, first message', run: () => firstToken(newId()) },
    { name: 'chat: first token, later message', run: () => firstToken(going) },
    {
      name: 'answer of an order to its frame',
      run: async () =>
        quantile((await measureOrderToFrame({ url, token: shop.token, skus, orders: 1 })).fromAnswer, 0.5),
    },
  ];
}

/** Products that no cache knows, `UNREAD-0` and up, with a stock. @returns Their ids. */
async function addUnread({ db }: Pick<Stage, 'db'>, { tenantId }: Shop, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({
    ...{ id: newId(), tenantId, sku: `UNREAD-${index}`, name: `Unread ${index}`, dietary: [], allergens: [] },
    ...{ priceMinor: 100, currency: 'EUR', stock: 100_000, isActive: true, optionGroups: [], metadata: {} },
  }));
  await db.transaction({ systemWorkIn: tenantId }, (tx) => tx.insert(products).values(rows));
  return rows.map(({ id }) => id);
}
