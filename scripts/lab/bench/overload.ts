import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { quantile } from '../statistics.ts';
import { productRoutes } from './bench-routes.ts';
import { generateLoad } from './load/generate-load.ts';
import { runtimeUsage } from './processes.ts';
import { openStage } from './stage.ts';

/**
 * Orders at several times the rate that the system can take: what it refuses and how, whether every order that it
 * acknowledged is there, once and with its event, and how soon it is its old self again. Fails when one is lost, when a
 * refusal names no time to come back, or when it does not recover.
 *   npm run bench -- overload [--seconds 20 --times 4 --limit 64 --out scripts/lab/LOAD.md]
 * `--limit` is MAX_REQUESTS_UNDER_WAY.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    times: { type: 'string', default: '4' },
    tenants: { type: 'string', default: '16' },
    limit: { type: 'string' },
    out: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const RECOVER_WITHIN_MS = 10_000;
const DRAINED_WITHIN_MS = 60_000;
const PROBES = 5;

const limit = values.limit === undefined ? {} : { MAX_REQUESTS_UNDER_WAY: values.limit };
const stage = await openStage({ pooled: true, env: limit });
const owner = new pg.Client({ connectionString: stage.ownerUrl });
await owner.connect();
try {
  const shops = await Promise.all(Array.from({ length: Number(values.tenants) }, () => stage.newShop()));
  const routes = await productRoutes(stage, shops);
  const requests = routes.find(({ name }) => name === 'order of 2 lines')?.requests;
  if (requests === undefined) throw new Error('there is no route for orders');
  const load = { url: stage.system.url, requests, isCreating: true };
  await generateLoad({ ...load, connections: 32, seconds: 2 });
  const able = await generateLoad({ ...load, connections: 32, seconds: Math.min(seconds, 10) });
  const capacity = able.latenciesMs.length / able.seconds;
  const aloneMs = quantile((await generateLoad({ ...load, connections: 1, seconds: 2 })).latenciesMs, 0.5);

  const ratePerSecond = capacity * Number(values.times);
  const before = await countOrders();
  const over = await generateLoad({ ...load, connections: 4_000, seconds, ratePerSecond });
  const endedAt = performance.now();
  const memory = runtimeUsage().memoryBytes;
  const { recoveredMs, probes } = await recovery(aloneMs);
  const { committed, missing, eventless } = await audit(over.createdIds, before + probes);

  const count = (status: number) => over.statuses[status] ?? 0;
  const refused = count(429) + count(503);
  const others = Object.entries(over.statuses).filter(([status]) => !['201', '429', '503', '0'].includes(status));
  const rows = [
    ['capacity (32 connections), orders a second', capacity.toFixed(0)],
    ['sent, orders a second, for so many seconds', `${ratePerSecond.toFixed(0)}, ${seconds}`],
    ['acknowledged, orders a second', (count(201) / over.seconds).toFixed(0)],
    [
      'acknowledged: p50, p95 in ms',
      `${quantile(over.latenciesMs, 0.5).toFixed(0)}, ${quantile(over.latenciesMs, 0.95).toFixed(0)}`,
    ],
    ['refused: 503, 429', `${count(503)}, ${count(429)}`],
    ['refusals without Retry-After', String(over.refusalsWithoutRetryAfter)],
    [
      'other answers; connections that failed',
      `${others.map(([status, n]) => `${status}: ${n}`).join(', ') || 'none'}; ${count(0)}`,
    ],
    ['due while 4,000 were under way, so not sent', String(over.unsent)],
    ['acknowledged and not in the database', String(missing)],
    ['in the database and not acknowledged', String(committed - over.createdIds.length)],
    ['orders without exactly one event in the relay', String(eventless)],
    [
      'back within twice the time of a lone order after, in s',
      recoveredMs === undefined ? 'never' : (recoveredMs / 1000).toFixed(1),
    ],
    ['memory of workerd at the end, MB', (memory / 1024 / 1024).toFixed(0)],
  ];
  for (const row of rows) console.log(row.join('\t'));
  if (over.firstFault !== undefined) console.log(`the first that was refused: ${over.firstFault}`);
  if (values.out !== undefined) {
    await writeSection(
      values.out,
      `overload: ${stage.description}`,
      markdownTable(['orders', stage.description], rows),
    );
  }
  const isSound =
    missing === 0 && eventless === 0 && others.length === 0 && over.refusalsWithoutRetryAfter === 0 && refused > 0;
  process.exitCode = isSound && recoveredMs !== undefined ? 0 : 1;

  /**
   * The time after the load until five orders in a row took at most twice as long as a single one; undefined: never.
   */
  async function recovery(usualMs: number): Promise<{ recoveredMs: number | undefined; probes: number }> {
    let [quick, probes] = [0, 0];
    for (const request of requests ?? []) {
      if (performance.now() - endedAt > RECOVER_WITHIN_MS) break;
      const began = performance.now();
      const headers = { ...request.headers, 'idempotency-key': crypto.randomUUID() };
      const body = request.body ?? null;
      const response = await fetch(stage.system.url + request.path, { method: 'POST', headers, body });
      await response.text();
      if (response.status === 201) probes += 1;
      quick = response.status === 201 && performance.now() - began <= 2 * usualMs ? quick + 1 : 0;
      if (quick === PROBES) return { recoveredMs: performance.now() - endedAt, probes };
    }
    return { recoveredMs: undefined, probes };
  }
} finally {
  await owner.end();
  await stage.stop();
}

async function countOrders(): Promise<number> {
  const { rows } = await owner.query('SELECT count(*)::int AS n FROM orders');
  return rows[0].n;
}

/** Compares the acknowledged orders with the database, once the relay has caught up. */
async function audit(acknowledged: readonly string[], before: number) {
  const deadline = Date.now() + DRAINED_WITHIN_MS;
  const waiting = async () =>
    (await owner.query('SELECT 1 FROM outbox WHERE processed_at IS NULL LIMIT 1')).rowCount !== 0;
  while ((await waiting()) && Date.now() < deadline) await pause(250);
  const committed = (await countOrders()) - before;
  const { rows } = await owner.query(
    `SELECT
       (SELECT count(*)::int FROM unnest($1::uuid[]) AS acknowledged (id)
          WHERE NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.id = acknowledged.id)) AS missing,
       (SELECT count(*)::int FROM (
          SELECT o.id FROM orders AS o
          LEFT JOIN outbox AS e ON e.aggregate_id = o.id::text AND e.type = 'order_created' AND e.processed_at IS NOT NULL
          GROUP BY o.id HAVING count(e.event_id) <> 1
        ) AS faulty) AS eventless`,
    [acknowledged],
  );
  return { committed, missing: rows[0].missing as number, eventless: rows[0].eventless as number };
}
