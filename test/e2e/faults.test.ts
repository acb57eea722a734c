import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../scripts/dev-stack/embedded-postgres.ts';
import { startUpstashEndpoint } from '../../scripts/dev-stack/upstash-endpoint.ts';
import { type ChaosProxy, startChaosProxy } from '../support/node/chaos-proxy.ts';
import { describeEvents, FaultShop } from '../support/node/fault-shop.ts';
import { findPostgres, startPrivatePostgres } from '../support/node/private-postgres.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import type { HostBehaviour } from '../support/node/webhook-host.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';

/** How many faults; RAGLINE_FAULTS=1000 for the long run. */
const FAULTS = Number(process.env.RAGLINE_FAULTS ?? 25);
const seed = Number(process.env.RAGLINE_FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const SHOPS = 3;
const LANES = 2;
/** A host does something else than accept in this share of requests. */
const HOST_FAULT_SHARE = 0.25;

type Fault =
  | 'kill the runtime'
  | 'kill PostgreSQL'
  | 'cut the database'
  | 'refuse the database'
  | 'cut Redis'
  | 'refuse Redis'
  | 'silence Redis'
  | 'cut the clients'
  | `webhook host: ${HostBehaviour}`;

/** Each fault with its weight; the kills are dear, about one in twenty. */
const PLAN: ReadonlyArray<readonly [Fault, number]> = [
  ['kill the runtime', 2],
  ['kill PostgreSQL', 3],
  ['cut the database', 20],
  ['refuse the database', 10],
  ['cut Redis', 12],
  ['refuse Redis', 10],
  ['silence Redis', 5],
  ['cut the clients', 38],
];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let home: SystemHome;
let system: StartedSystem;
let database: { url: string; killAndRestart?: () => Promise<void>; stop(): Promise<void> };
let redis: Awaited<ReturnType<typeof startUpstashEndpoint>>;
let lines: { database: ChaosProxy; redis: ChaosProxy; clients: ChaosProxy };
let variables: Record<string, string>;

beforeAll(async () => {
  home = await newHome();
  const bin = findPostgres();
  database =
    bin === undefined ? await startEmbeddedPostgres({ dataDir: undefined, port: 0 }) : await startPrivatePostgres(bin);
  redis = await startUpstashEndpoint({ port: 0, inMemory: true });
  lines = {
    database: await startChaosProxy(portOf(database.url)),
    redis: await startChaosProxy(portOf(redis.url)),
    clients: await startChaosProxy(home.port),
  };
  variables = {
    DATABASE_URL: withPort(database.url, lines.database.port),
    UPSTASH_REDIS_REST_URL: withPort(redis.url, lines.redis.port),
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    WEBHOOK_RETRY_SCALE: '0.01',
    WEBHOOK_TIMEOUT_MS: '1000',
  };
  system = await startSystem(home, variables);
});
afterAll(async () => {
  await system?.kill();
  for (const line of Object.values(lines ?? {})) await line.stop();
  await redis?.stop();
  await database?.stop();
  home?.remove();
});

const portOf = (url: string): number => Number(new URL(url).port);
function withPort(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}

describe(`${FAULTS} faults while shops trade (seed ${seed})`, () => {
  it(
    'lose nothing, double no effect, and keep the order',
    async () => {
      const random = seededRandom(seed);
      const done = new Map<Fault, number>();
      const count = (fault: Fault): void => void done.set(fault, (done.get(fault) ?? 0) + 1);
      const faultsDone = (): number => Array.from(done.values()).reduce((sum, times) => sum + times, 0);

      let isOver = false;
      const shops: FaultShop[] = [];
      for (let n = 0; n < SHOPS; n++) {
        const address = { direct: home.url, subscribers: `http://127.0.0.1:${lines.clients.port}` };
        const shop = await FaultShop.open(address, `faults-${seed}-${n}`);
        const hostRandom = seededRandom(seed + n + 1);
        shop.host.behave(() => {
          if (isOver || hostRandom() >= HOST_FAULT_SHARE) return 'accept';
          const acts = ['fail', 'unavailable', 'hang', 'reset', 'lost'] as const;
          const act = acts[Math.floor(hostRandom() * acts.length)] ?? 'fail';
          count(`webhook host: ${act}`);
          return act;
        });
        shops.push(shop);
      }

      const trading = shops.flatMap((shop, n) =>
        Array.from({ length: LANES }, async (_, lane) => {
          const laneRandom = seededRandom(seed + 1_000 + n * LANES + lane);
          for (let i = 0; !isOver; i++) {
            await shop.trade(`${n}-${lane}-${i}`, laneRandom);
            await pause(laneRandom() * 100);
          }
        }),
      );

      const possible = PLAN.filter(([fault]) => fault !== 'kill PostgreSQL' || database.killAndRestart !== undefined);
      const weight = possible.reduce((sum, [, share]) => sum + share, 0);
      const choose = (): Fault => {
        let left = random() * weight;
        for (const [fault, share] of possible) {
          left -= share;
          if (left < 0) return fault;
        }
        return 'cut the clients';
      };
      const briefly = async (fall: () => void, line: ChaosProxy): Promise<void> => {
        fall();
        await pause(100 + random() * 500);
        line.restore();
      };
      const traded = Promise.all(trading);
      // Awaited below. Until then only a fault that cannot be injected matters.
      traded.catch(() => undefined);
      try {
        while (faultsDone() < FAULTS) {
          const fault = choose();
          await inflict(fault, briefly);
          count(fault);
          await pause(50 + random() * 200);
        }
      } finally {
        isOver = true;
      }
      await traded;
      if (done.get('kill the runtime') === undefined) {
        await inflict('kill the runtime', briefly);
        count('kill the runtime');
      }
      for (const shop of shops) await shop.logInAgain();

      let events = 0;
      let orders = 0;
      let repeats = 0;
      for (const shop of shops) {
        const committed = await shop.committed();
        expect(new Set(committed.orders.map(({ id }) => id))).toEqual(new Set(shop.placed.values()));
        const log = await until(
          () => shop.log(),
          (pulled) => describeEvents(pulled).length >= committed.events.length,
          90_000,
        );
        expect(describeEvents(log).toSorted()).toEqual(committed.events);
        expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
        for (const { name, seen, resets } of shop.subscribers) {
          await until(
            async () => seen.length,
            (length) => length >= committed.events.length,
            60_000,
          );
          expect([name, describeEvents(seen)]).toEqual([name, describeEvents(log)]);
          expect(resets).toBe(0);
        }
        await until(
          async () => shop.host.effects.length,
          (length) => length >= committed.events.length,
          120_000,
        );
        expect(describeEvents(shop.host.effects).toSorted()).toEqual(committed.events);
        expectOrderKept(shop.host.effects);
        expectOrderKept(log);
        expect(shop.host.forged).toBe(0);
        events += log.length;
        orders += committed.orders.length;
        repeats += shop.host.repeats;
        await shop.close();
      }
      console.log(
        `seed ${seed}: ${faultsDone()} faults (${Array.from(done, ([fault, times]) => `${fault} ${times}`).join(', ')}); ` +
          `${orders} orders, ${events} events, ${repeats} webhooks repeated and known by their id; 0 lost, 0 doubled, in order`,
      );
    },
    240_000 + FAULTS * 3_000,
  );
});

async function inflict(fault: Fault, briefly: (fall: () => void, line: ChaosProxy) => Promise<void>): Promise<void> {
  switch (fault) {
    case 'kill the runtime':
      await system.kill();
      system = await startSystem(home, variables);
      return;
    case 'kill PostgreSQL':
      await database.killAndRestart?.();
      return;
    case 'cut the database':
      lines.database.sever();
      return;
    case 'refuse the database':
      return await briefly(() => lines.database.refuse(), lines.database);
    case 'cut Redis':
      lines.redis.sever();
      return;
    case 'refuse Redis':
      return await briefly(() => lines.redis.refuse(), lines.redis);
    case 'silence Redis':
      return await briefly(() => lines.redis.stall(), lines.redis);
    default:
      lines.clients.sever();
  }
}

/** Expects the versions of each order in sequence. */
function expectOrderKept(events: ReadonlyArray<{ data: { order?: { id: string; version: number } } }>): void {
  const newest = new Map<string, number>();
  for (const { data } of events) {
    if (data.order === undefined) continue;
    const { id, version } = data.order;
    expect(version).toBe((newest.get(id) ?? 0) + 1);
    newest.set(id, version);
  }
}
