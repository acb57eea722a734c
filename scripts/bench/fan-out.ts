import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { outbox } from '../../schema/tables/delivery.ts';
import { tenants } from '../../schema/tables/tenants.ts';
import { Database } from '../../workers/platform/database.ts';
import { newId } from '../../workers/platform/ids.ts';
import { createTokens } from '../../workers/platform/tokens.ts';
import { loadSigningKeys } from '../dev-stack/local-secrets.ts';
import { startScratchDatabase } from '../dev-stack/scratch-database.ts';
import { startUpstashEndpoint } from '../dev-stack/upstash-endpoint.ts';
import { migrate } from '../migrate.ts';
import { type BuiltSystem, startBuiltSystem } from './built-system.ts';
import type { Answer, Command } from './fan-out-clients.ts';

/**
 * From the commit of an order to the frame at every socket, on the built Worker under workerd, on the embedded
 * database or on that of DATABASE_URL and REDIS_URL. The floor, of the same run, is a bare Durable Object that sends
 * a text of the same size to as many sockets.
 *   npm run bench:fanout [-- 200 1000 5000 500x10]     sockets of one tenant, or tenants x sockets
 */
const CASES = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['200', '1000', '5000', '500x10'];
const FRAME_CHARACTERS = 1_700;
const PAUSE_MS = 150;
const GIVE_UP_AFTER_MS = 20_000;

const FLOOR = `
  import { DurableObject } from 'cloudflare:workers';
  export class Broadcast extends DurableObject {
    async fetch(request) {
      if (request.headers.get('upgrade') === null) {
        const text = await request.text();
        for (const socket of this.ctx.getWebSockets()) socket.send(text);
        return new Response(null, { status: 204 });
      }
      const [client, server] = Object.values(new WebSocketPair());
      this.ctx.acceptWebSocket(server);
      server.send('{}');
      return new Response(null, { status: 101, webSocket: client });
    }
  }
  export default { fetch: (request, env) => env.BROADCAST.getByName(new URL(request.url).pathname).fetch(request) };
`;

interface Shop {
  tenantId: string;
  token: string;
  sku: string;
}

/** When something was sent, and how many sockets have to read it. */
interface Sent {
  order: string;
  atMs: number;
  sockets: number;
}

const now = (): number => performance.timeOrigin + performance.now();
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const folder = await mkdtemp(join(tmpdir(), 'ragline-bench-'));
const jwks = await loadSigningKeys(folder);
const database = await startScratchDatabase(process.env.DATABASE_URL);
const redisUrl = process.env.REDIS_URL;
const redis = await startUpstashEndpoint({ redisUrl, port: 0, inMemory: redisUrl === undefined });
await migrate({ connectionString: database.url, log: () => undefined });
const system = await startBuiltSystem({
  ...{ databaseUrl: database.url, redis, env: { AUTH_PRIVATE_JWKS: jwks } },
  floor: { script: FLOOR, durableObjects: { BROADCAST: 'Broadcast' } },
});
const db = new Database({ kind: 'hyperdrive', connectionString: database.url });
const tokens = createTokens({ privateJwks: JSON.parse(jwks), issuer: 'ragline', audience: 'ragline-api' });
let faults = 0;
try {
  console.log(`on ${database.kind === 'embedded' ? 'the embedded database' : 'the given PostgreSQL'}; milliseconds`);
  const columns = ['case', 'from … to every frame', 'p50', 'p95', 'p99', 'last', 'p95/floor', 'opened in s'];
  console.log(columns.join('\t'));
  for (const name of CASES) await measure(name, system);
} finally {
  await system.stop();
  await db.close();
  await redis.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = faults === 0 ? 0 : 1;

async function measure(name: string, { url, floorUrl }: BuiltSystem): Promise<void> {
  const [first = Number.NaN, perTenant] = name.split('x').map(Number);
  const shops = await newShops(url, perTenant === undefined ? 1 : first);
  const each = perTenant ?? first;
  const rounds = perTenant === undefined ? Math.max(10, Math.min(100, Math.round(20_000 / first))) : shops.length;
  const pauseMs = perTenant === undefined ? PAUSE_MS + first / 10 : 5;

  const floor = await withClients(floorUrl, shops, each, '', async () => {
    const sent: Sent[] = [];
    for (let round = 0; round < rounds; round++) {
      const order = newId();
      const text = `{"subject":"orders/${order}","x":"${'x'.repeat(FRAME_CHARACTERS)}"}`;
      const atMs = now();
      const shop = shops[round % shops.length];
      await fetch(`${floorUrl}/${shop?.tenantId}`, { method: 'POST', body: text });
      sent.push({ order, atMs, sockets: each });
      await pause(pauseMs);
    }
    return sent;
  });
  const answered = await withClients(url, shops, each, '/v1/events/ws?topics=orders', async () => {
    const sent: Sent[] = [];
    for (let round = 0; round < rounds; round++) {
      const shop = shops[round % shops.length];
      if (shop === undefined) break;
      const order = await placeOrder(url, shop);
      sent.push({ order, atMs: now(), sockets: each });
      await pause(pauseMs);
    }
    return sent;
  });
  const written = await writtenAt(shops);
  const fromRow = answered.lags.map(({ order, answeredAtMs, ...lag }) => ({
    order,
    answeredAtMs,
    ...lag,
    ms: lag.ms + answeredAtMs - (written.get(order) ?? Number.NaN),
  }));
  const floorP95 = quantile(floor.lags, 0.95);
  const row = (what: string, lags: Lag[], seconds: number) =>
    console.log(
      [
        ...[name, what, ...[0.5, 0.95, 0.99, 1].map((share) => quantile(lags, share).toFixed(1))],
        ...[(quantile(lags, 0.95) / floorP95).toFixed(2), seconds.toFixed(1)],
      ].join('\t'),
    );
  row('floor: request sent', floor.lags, floor.seconds);
  row('order: answered', answered.lags, answered.seconds);
  row('order: outbox row written', fromRow, answered.seconds);
}

interface Lag {
  order: string;
  answeredAtMs: number;
  ms: number;
}

/** Opens the sockets, lets `send` send, and says how long each frame took. */
async function withClients(url: string, shops: Shop[], each: number, path: string, send: () => Promise<Sent[]>) {
  const child = fork(join(import.meta.dirname, 'fan-out-clients.ts'));
  try {
    let seconds = 0;
    const socketUrl = url.replace('http', 'ws');
    for (const shop of shops) {
      const target = path === '' ? `${socketUrl}/${shop.tenantId}` : `${socketUrl}${path}`;
      // The floor asks nobody who they are.
      const forSockets = path === '' ? Array<string>(each).fill('none') : await staffTokens(shop.tenantId, each);
      const opened = await ask(child, { type: 'open', url: target, tokens: forSockets });
      if (opened.type === 'opened') seconds += opened.seconds;
    }
    const sent = await send();
    const lags = await collect(child, sent);
    await ask(child, { type: 'close' });
    return { lags, seconds };
  } finally {
    child.kill();
  }
}

/** Waits until every frame has come, and counts those that did not, or came twice, as faults. */
async function collect(child: ChildProcess, sent: Sent[]): Promise<Lag[]> {
  const arrivals = new Map<string, number[]>();
  const isMissing = ({ order, sockets }: Sent) => (arrivals.get(order)?.length ?? 0) < sockets;
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  do {
    await pause(300);
    const answer = await ask(child, { type: 'collect' });
    if (answer.type !== 'collected') continue;
    for (const [order, times] of Object.entries(answer.arrivals)) {
      arrivals.set(order, [...(arrivals.get(order) ?? []), ...times]);
    }
  } while (sent.some(isMissing) && Date.now() < deadline);
  for (const { order, sockets } of sent) {
    const came = arrivals.get(order)?.length ?? 0;
    if (came === sockets) continue;
    faults += 1;
    console.log(`order ${order} came ${came} times at ${sockets} sockets`);
  }
  return sent.flatMap(({ order, atMs }) =>
    (arrivals.get(order) ?? []).map((cameAtMs) => ({ order, answeredAtMs: atMs, ms: cameAtMs - atMs })),
  );
}

async function ask(child: ChildProcess, command: Command): Promise<Answer> {
  const answered = Promise.withResolvers<Answer>();
  const onExit = (code: number | null) => answered.reject(new Error(`the clients ended with ${code}`));
  child.once('message', (answer: Answer) => answered.resolve(answer));
  child.once('exit', onExit);
  child.send(command);
  try {
    return await answered.promise;
  } finally {
    child.off('exit', onExit);
  }
}

async function newShops(url: string, count: number): Promise<Shop[]> {
  const shops: Shop[] = [];
  for (let index = 0; index < count; index++) {
    const tenantId = newId();
    await db.transaction({ tenantId }, (tx) =>
      tx.insert(tenants).values({ id: tenantId, slug: `t-${tenantId.slice(-12)}`, name: 'Bench' }),
    );
    const token = await tokens.issue({ tenantId, userId: newId(), roles: ['owner'] }, new Date());
    const json = { sku: 'BENCH', name: 'Bench', price: { amount: 1000, currency: 'EUR' } };
    await post(url, '/v1/products', token, json, 201);
    shops.push({ tenantId, token, sku: json.sku });
  }
  return shops;
}

/** Each for a user of its own: the shield counts by user. */
async function staffTokens(tenantId: string, count: number): Promise<string[]> {
  const issue = () => tokens.issue({ tenantId, userId: newId(), roles: ['staff'] }, new Date());
  return await Promise.all(Array.from({ length: count }, issue));
}

async function placeOrder(url: string, { token, sku }: Shop): Promise<string> {
  const order = await post(url, '/v1/orders', token, { items: [{ sku, quantity: 2 }] }, 201);
  return z.object({ id: z.string() }).parse(order).id;
}

async function post(url: string, path: string, token: string, json: unknown, status: number): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(json),
  });
  if (response.status !== status) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  return await response.json();
}

/** When the outbox row of each order was written, by the clock of the Worker, just before its commit. */
async function writtenAt(shops: Shop[]): Promise<Map<string, number>> {
  const written = new Map<string, number>();
  for (const { tenantId } of shops) {
    const rows = await db.transaction({ tenantId }, (tx) =>
      tx.select({ order: outbox.aggregateId, at: outbox.createdAt }).from(outbox),
    );
    for (const { order, at } of rows) written.set(order, at.getTime());
  }
  return written;
}

function quantile(lags: readonly Lag[], share: number): number {
  const sorted = lags.map(({ ms }) => ms).toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
