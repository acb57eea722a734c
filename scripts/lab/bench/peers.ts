import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startScratchDatabase } from '../../dev-stack/scratch-database.ts';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { refuse } from '../../requirements.ts';
import { quantiles } from '../statistics.ts';
import { fillCatalog, usersOf } from './bench-routes.ts';
import type { LoadRequest } from './load/clients.ts';
import { generateLoad } from './load/generate-load.ts';
import { sound } from './measure-routes.ts';
import { MEDUSA_VERSION, pairOf, startMedusa } from './medusa.ts';
import { cpuSecondsOfTree, parentOf, runtimeUsage } from './processes.ts';
import { openStage } from './stage.ts';

/**
 * The same work by the built Worker and by Medusa, in turn, on the PostgreSQL of DATABASE_URL and the Redis of REDIS_URL:
 * a product read, and an order of two lines. Of three rounds the best counts. Installs Medusa into the user's cache folder
 * at its first run. Needs npm, the network and PgBouncer. Nothing else may use that PostgreSQL meanwhile: the CPU time of
 * all its processes is counted. Fails when an order that was answered is not in the database.
 *   DATABASE_URL=… REDIS_URL=… npm run bench -- peers [--seconds 5 --connections 32 --out scripts/lab/MEASUREMENTS.md]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    out: { type: 'string' },
  },
});
const { DATABASE_URL, REDIS_URL } = process.env;
if (!DATABASE_URL || !REDIS_URL) {
  refuse('peers runs on a PostgreSQL and a Redis server: set DATABASE_URL and REDIS_URL to their addresses.');
}
const seconds = Number(values.seconds);
const many = Number(values.connections);
const ROUNDS = 3;
/** Time for work after the answer, such as publishing events, whose CPU time also counts. */
const SETTLE_MS = 1_000;
const STOCK = 1_000_000_000;
const MEDUSA = `Medusa ${MEDUSA_VERSION}`;
const COLUMNS = [
  ...['work', 'system', 'connections', 'a second', 'p50', 'p95', 'CPU ms, server', 'CPU ms, PostgreSQL'],
  ...['rate, × Medusa', 'CPU, of Medusa'],
];

/** A system with what it is asked. */
interface System {
  name: string;
  url: string;
  requests: LoadRequest[];
  /** CPU time of its server so far. */
  cpuSeconds(): number;
}

interface Round {
  rate: number;
  latenciesMs: number[];
  /** CPU time of the server for each answer. */
  serverMs: number;
  databaseMs: number;
}

const closing: Array<() => Promise<unknown>> = [];
try {
  const machine = `${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)} before the run`;
  const database = await startScratchDatabase(DATABASE_URL);
  closing.push(database.stop);
  const stage = await openStage({ pooled: true });
  closing.push(stage.stop);
  const shop = await stage.newShop();
  const productIds = await fillCatalog(stage, shop, STOCK);
  const shelf = { products: productIds.length, stock: STOCK };
  const medusa = await startMedusa({ databaseUrl: database.url, redisUrl: REDIS_URL, ...shelf });
  closing.push(medusa.stop);

  const [customers, staff] = [await usersOf(stage, [shop], 'customer'), await usersOf(stage, [shop], 'staff')];
  const ragline = (name: string, requests: LoadRequest[]): System => ({
    ...{ name: `RAGline, ${name}`, url: stage.system.url, requests },
    cpuSeconds: () => runtimeUsage().cpuSeconds,
  });
  const peer = (requests: LoadRequest[]): System => ({
    ...{ name: MEDUSA, url: medusa.url, requests },
    cpuSeconds: () => cpuSecondsOfTree(medusa.pid),
  });
  const reads = (users: typeof staff): LoadRequest[] =>
    productIds.flatMap((id) => users.map((headers) => ({ method: 'GET', path: `/v1/products/${id}`, headers })));
  const orders = customers.map((headers, index): LoadRequest => {
    const items = pairOf([...productIds.keys()], index).map((n) => ({ sku: `BENCH-${n}`, quantity: 1 }));
    return {
      ...{ method: 'POST', path: '/v1/orders', isIdempotent: true, body: JSON.stringify({ items }) },
      headers: { ...headers, 'content-type': 'application/json' },
    };
  });

  const postmaster = await postmasterOf(DATABASE_URL);
  const reading = await compare(
    'product read',
    [ragline('customer', reads(customers)), ragline('staff', reads(staff)), peer(medusa.reads)],
    postmaster,
  );
  const [ordering, ofMedusa] = [ragline('customer', orders), peer(medusa.orders)];
  const before = await Promise.all([count(stage.ownerUrl, 'orders'), count(database.url, '"order"')]);
  const ordered = await compare('order of two lines', [ordering, ofMedusa], postmaster);
  const after = await Promise.all([count(stage.ownerUrl, 'orders'), count(database.url, '"order"')]);
  for (const [index, { name }] of [ordering, ofMedusa].entries()) {
    const [kept, answered] = [(after[index] ?? 0) - (before[index] ?? 0), ordered.answered.get(name)];
    if (kept !== answered) throw new Error(`${name} answered ${answered} orders, and its database has ${kept} of them`);
  }
  const table = markdownTable(COLUMNS, [...reading.rows, ...ordered.rows], { textColumns: 2 });
  console.log(`\n${table}\n\n${machine}`);
  const text = `${stage.description}, ${machine}; milliseconds.\n\n${table}`;
  if (values.out !== undefined) await writeSection(values.out, 'bench: peers', text);
} finally {
  for (const close of closing.reverse()) await close();
}

/** Measures the systems in turn, the last of which the others are compared with. @returns Also how much each has answered in all. */
async function compare(
  work: string,
  systems: readonly System[],
  postmaster: number | undefined,
): Promise<{ rows: string[][]; answered: Map<string, number> }> {
  const answered = new Map<string, number>();
  const measure = async ({ name, url, requests, cpuSeconds }: System, connections: number): Promise<Round> => {
    const used = () => [cpuSeconds(), postmaster === undefined ? Number.NaN : cpuSecondsOfTree(postmaster)] as const;
    const [serverBefore, databaseBefore] = used();
    const load = await sound(`${work}, ${name}`, await generateLoad({ url, requests, connections, seconds }));
    await pause(SETTLE_MS);
    const [serverAfter, databaseAfter] = used();
    const answers = load.latenciesMs.length;
    answered.set(name, (answered.get(name) ?? 0) + answers);
    return {
      ...{ rate: answers / load.seconds, latenciesMs: load.latenciesMs },
      serverMs: ((serverAfter - serverBefore) / answers) * 1000,
      databaseMs: ((databaseAfter - databaseBefore) / answers) * 1000,
    };
  };
  for (const system of systems) await measure(system, many);
  const rows: string[][] = [];
  for (const connections of [many, 1]) {
    const rounds = systems.map((): Round[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, system] of systems.entries()) rounds[index]?.push(await measure(system, connections));
    }
    const best = rounds.map((own) => own.reduce((one, other) => (other.rate > one.rate ? other : one)));
    const peer = best.at(-1);
    for (const [index, { name }] of systems.entries()) {
      const round = best[index];
      if (round === undefined || peer === undefined) continue;
      rows.push([work, name, String(connections), ...cells(round), ...(round === peer ? [] : ratios(round, peer))]);
      console.log(rows.at(-1)?.join('\t'));
    }
  }
  return { rows, answered };
}

function cells({ rate, latenciesMs, serverMs, databaseMs }: Round): string[] {
  return [
    rate.toFixed(1),
    ...quantiles(latenciesMs, [0.5, 0.95]),
    serverMs.toFixed(2),
    Number.isNaN(databaseMs) ? 'elsewhere' : databaseMs.toFixed(2),
  ];
}

function ratios(one: Round, peer: Round): string[] {
  const cpu = ({ serverMs, databaseMs }: Round) => serverMs + (Number.isNaN(databaseMs) ? 0 : databaseMs);
  return [`${(one.rate / peer.rate).toFixed(1)} ×`, `${((cpu(one) / cpu(peer)) * 100).toFixed(1)} %`];
}

/** The process above all of the server's, when it runs on this machine. */
async function postmasterOf(url: string): Promise<number | undefined> {
  return await query(url, 'SELECT pg_backend_pid() AS n', (pid) => parentOf(pid, 'postgres'));
}

async function count(url: string, table: string): Promise<number> {
  return await query(url, `SELECT count(*)::int AS n FROM ${table}`, (n) => n);
}

/** @param use Is called while the connection is open. */
async function query<T>(url: string, statement: string, use: (n: number) => T): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(statement);
    return use(rows[0]?.n ?? 0);
  } finally {
    await client.end();
  }
}
