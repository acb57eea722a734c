import { env } from 'cloudflare:workers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Principal } from '../../../contracts/identity.ts';
import { CreateOrder, ListOrdersQuery } from '../../../contracts/order.ts';
import { ListProductsQuery } from '../../../contracts/product.ts';
import { fillTables } from '../../../scripts/lab/bench/fill-tables.ts';
import { getProduct } from '../../../workers/domain/catalog/get-product.ts';
import { listProducts } from '../../../workers/domain/catalog/list-products.ts';
import { runOnce } from '../../../workers/domain/idempotency/run-once.ts';
import { advanceOrder } from '../../../workers/domain/orders/advance-order.ts';
import { getOrder } from '../../../workers/domain/orders/get-order.ts';
import { listOrderEvents } from '../../../workers/domain/orders/list-order-events.ts';
import { listOrders } from '../../../workers/domain/orders/list-orders.ts';
import { placeOrder } from '../../../workers/domain/orders/place-order.ts';
import { markProcessed, readOutbox } from '../../../workers/domain/outbox/drain.ts';
import { openWorker } from '../../support/worker-services.ts';

/** Rows of each tenant: enough that a plan which reads them all is noticed. */
const ROWS = 4_000;
/**
 * Several times the rows that a page of twenty orders with their lines touches; reading all of a tenant's touches
 * thousands.
 */
const MAX_BLOCKS = 400;
/** Rows that are read and then thrown away: an index that serves a query spares it that. */
const MAX_ROWS_IN_VAIN = 100;
/**
 * For a small tenant the planner may scan the newest rows of all tenants. How many of them belong to other tenants
 * depends on suites that run in parallel; the limit on blocks bounds the cost.
 */
const MAX_OTHERS_IN_VAIN = ROWS / 2;
const LARGE: ReadonlySet<string> = new Set([
  'products',
  'orders',
  'order_items',
  'order_history',
  'outbox',
  'idempotency_keys',
  'promotions',
]);

interface Statement {
  text: string;
  values: unknown[];
}
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Rows Removed by Filter'?: number;
  'Actual Loops'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}

const owner = new pg.Client({ connectionString: env.HYPERDRIVE.connectionString });
owner.on('error', () => undefined);
const services = openWorker();
let principal: Principal;
let productId: string;
beforeAll(async () => {
  const { tenantIds, productIds } = await fillTables(env.HYPERDRIVE.connectionString, {
    ...{ tenants: 2, products: ROWS, orders: ROWS },
  });
  [productId = ''] = productIds;
  principal = { tenantId: tenantIds[0] ?? '', userId: crypto.randomUUID(), roles: ['owner'], expiresAt: 2 ** 31 };
  await owner.connect();
  // Rows of the other tenant, so that a plan which reads everyone's is noticed.
  await owner.query(
    `INSERT INTO promotions (id, tenant_id, code, name, kind, value, currency)
     SELECT gen_random_uuid(), $1, 'BENCH-' || n, 'Bench', 'fixed', 1, 'EUR' FROM generate_series(1, ${ROWS}) AS n`,
    [tenantIds[1]],
  );
  await owner.query('ANALYZE promotions');
}, 60_000);
afterAll(async () => {
  await services.close();
  await owner.end().catch(() => undefined);
});

const ctxOf = (roles: Principal['roles'] = ['owner']) => ({
  ...services,
  authority: 'system' as const,
  principal: { ...principal, roles },
});

/** The statements of `work`, without transaction control. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return spy.mock.calls.flatMap(([config, values]: unknown[]) =>
      typeof config === 'object' && config !== null && 'text' in config
        ? [{ text: String(config.text), values: Array.isArray(values) ? values : [] }]
        : [],
    );
  } finally {
    spy.mockRestore();
  }
}

/** The plan, run as well when the statement only reads, or when it runs a function that may run twice. */
async function planOf({ text, values }: Statement): Promise<PlanNode> {
  const isRead = /^select\s+(?!write_order)/i.test(text.trim());
  await owner.query(
    `BEGIN; SELECT set_config('role', 'ragline_app', true), set_config('app.tenant_id', '${principal.tenantId}', true)`,
  );
  try {
    const { rows } = await owner.query(`EXPLAIN (FORMAT JSON${isRead ? ', ANALYZE, BUFFERS' : ''}) ${text}`, values);
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await owner.query('ROLLBACK');
  }
}

const mostInVainFor = (what: string): number => (what.startsWith('the newest') ? MAX_OTHERS_IN_VAIN : MAX_ROWS_IN_VAIN);

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

async function expectNoFullRead(work: () => Promise<unknown>, mostInVain = MAX_ROWS_IN_VAIN): Promise<Statement[]> {
  const statements = await statementsOf(work);
  expect(statements.length).toBeGreaterThan(0);
  for (const statement of statements) {
    const plan = await planOf(statement);
    const nodes = nodesOf(plan);
    const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && LARGE.has(node['Relation Name'] ?? ''));
    expect(scanned, statement.text).toEqual([]);
    const inVain = nodes.map((node) => (node['Rows Removed by Filter'] ?? 0) * (node['Actual Loops'] ?? 1));
    expect(Math.max(...inVain), statement.text).toBeLessThan(mostInVain);
    const blocks = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
    expect(blocks, statement.text).toBeLessThan(MAX_BLOCKS);
  }
  return statements;
}

describe('a tenant with thousands of products and orders', () => {
  const day = (ago: number) => new Date(Date.now() - ago * 24 * 60 * 60 * 1000).toISOString();

  it.each<[string, object]>([
    ['the newest products', {}],
    ['products by name', { sort: 'name' }],
    ['the cheapest products', { sort: 'price' }],
    ['the dearest products', { sort: '-price' }],
    ['a category', { category: 'shelf 7' }],
  ])('finds %s, and the page after that, without reading all', async (what, query) => {
    const page = (cursor?: string) =>
      listProducts({ ctx: ctxOf(), input: ListProductsQuery.parse({ ...query, cursor }) });
    const first = await page();
    expect(first.data).toHaveLength(20);
    await expectNoFullRead(async () => {
      await page();
      await page(first.next_cursor ?? undefined);
    }, mostInVainFor(what));
  });

  it('finds one product without reading all', async () => {
    await expectNoFullRead(() => getProduct({ ctx: ctxOf(), input: { id: productId } }));
  });

  it.each<[string, object, Principal['roles'], number]>([
    ['the newest orders', {}, ['owner'], 20],
    ['the few in a state', { status: 'pending' }, ['owner'], 4],
    ['those of a day long ago', { from: day(200), to: day(199) }, ['owner'], 10],
    ['a customer’s own', {}, ['customer'], 0],
  ])('finds %s without reading all', async (what, query, roles, least) => {
    const list = () => listOrders({ ctx: ctxOf(roles), input: ListOrdersQuery.parse(query) });
    expect((await list()).data.length).toBeGreaterThanOrEqual(least);
    await expectNoFullRead(list, mostInVainFor(what));
  });

  it('takes an order through its life without reading all', async () => {
    const ctx = ctxOf();
    const lines = ['BENCH-1', 'BENCH-2'].map((sku) => ({ sku, quantity: 1 }));
    let id = '';
    const placed = await expectNoFullRead(async () => {
      const request = { route: 'POST /v1/orders', keyHash: crypto.randomUUID(), fingerprint: 'f' };
      await runOnce(ctx, request, async (joined, idempotencyClaim) => {
        const order = await placeOrder({
          ctx: joined,
          input: { ...CreateOrder.parse({ items: lines }), idempotencyClaim },
        });
        id = order.id;
        return { status: 201, headers: {}, body: JSON.stringify(order) };
      });
    });
    expect(placed.map(({ text }) => text).join()).toContain('SELECT write_order(');
    await expectNoFullRead(async () => {
      const { entries } = await readOutbox(services, principal.tenantId, 100);
      const delivered = entries.map(({ position }, index) => ({ position, sequence: index + 1 }));
      await markProcessed(services, principal.tenantId, delivered);
    });
    await expectNoFullRead(() => advanceOrder({ ctx, input: { id, status: 'confirmed' } }));
    await expectNoFullRead(() => getOrder({ ctx, input: { id } }));
    await expectNoFullRead(() => listOrderEvents({ ctx, input: { id } }));
  });
});
