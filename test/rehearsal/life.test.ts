import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../contracts/job.ts';
import type { Product } from '../../contracts/product.ts';
import { backUp } from '../../scripts/backup/backup.ts';
import { restore } from '../../scripts/backup/restore.ts';
import { startUpstashEndpoint, type UpstashEndpoint } from '../../scripts/dev-stack/upstash-endpoint.ts';
import { type Delay, startDelay } from '../../scripts/lab/bench/delay.ts';
import { migrate } from '../../scripts/migrate.ts';
import { createRedis } from '../../workers/platform/redis.ts';
import { describeEvents, FaultShop } from '../support/node/fault-shop.ts';
import { findPostgres, type PrivatePostgres, startPrivatePostgres } from '../support/node/private-postgres.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { UiChat } from '../support/ui-chat.ts';
import { until } from '../support/until.ts';
import { checkOutPreviousRelease, type PreviousRelease } from './previous-release.ts';

const SHOPS = 2;
const LANES = 2;
/** How long shops trade in each state. */
const PHASE_MS = Number(process.env.RAGLINE_PHASE_MS ?? 3_000);
const READ_ONLY_MS = 4_000;
/** How far PostgreSQL and Redis are from the Worker. The commands of an operator run beside the database. */
const ROUND_TRIP_MS = Number(process.env.RAGLINE_ROUND_TRIP_MS ?? 0);
/** Two releases at a distance take longer: each of their round trips waits. */
const TIMEOUT_MS = ROUND_TRIP_MS > 0 ? 3_600_000 : 900_000;
const ROOT = join(import.meta.dirname, '../..');

const bin = findPostgres();
let postgres: PrivatePostgres;
let redis: UpstashEndpoint;
let lines: { postgres: Delay; redis: Delay };
let home: SystemHome;
let previous: PreviousRelease;
let system: StartedSystem;
let backups: string;

beforeAll(async () => {
  if (bin === undefined)
    throw new Error('The rehearsal needs PostgreSQL (Debian: apt install postgresql) and pgvector.');
  previous = await checkOutPreviousRelease();
  postgres = await startPrivatePostgres(bin);
  redis = await startUpstashEndpoint({ port: 0 });
  lines = { postgres: await lineTo(postgres.url), redis: await lineTo(redis.url) };
  home = await newHome({ empty: true });
  backups = mkdtempSync(join(tmpdir(), 'ragline-backups-'));
}, 300_000);
afterAll(async () => {
  await system?.kill();
  await lines?.redis.stop();
  await lines?.postgres.stop();
  await redis?.stop();
  await postgres?.stop();
  await previous?.remove();
  home?.remove();
  if (backups !== undefined) rmSync(backups, { recursive: true });
}, 60_000);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function query(connectionString: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function database(name: string): string {
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function lineTo(url: string): Promise<Delay> {
  const line = await startDelay(Number(new URL(url).port));
  line.setRoundTrip(ROUND_TRIP_MS);
  return line;
}

/** The same address, at the end of its line. */
function over(line: Delay, address: string): string {
  const url = new URL(address);
  url.port = String(line.port);
  return url.href;
}

async function start(databaseUrl: string, release = ROOT): Promise<void> {
  const variables = {
    ...{ DATABASE_URL: over(lines.postgres, databaseUrl), RAGLINE_SEED_DEMO: '0', WEBHOOK_RETRY_SCALE: '0.01' },
    ...{ UPSTASH_REDIS_REST_URL: over(lines.redis, redis.url), UPSTASH_REDIS_REST_TOKEN: redis.token },
  };
  system = await startSystem(home, variables, { release });
}

async function replace(databaseUrl: string, release = ROOT): Promise<void> {
  await system.kill();
  await start(databaseUrl, release);
}

const chatOf = (shop: FaultShop, before?: UiChat): UiChat =>
  new UiChat(
    { api: `${home.url}/v1/chat`, token: shop.owner.token, fetch },
    before && { id: before.id, messages: before.messages },
  );

/** Retries while the system answers that it is unavailable, as clients do. */
const answered = (ask: () => Promise<Response>): Promise<Response> =>
  until(ask, ({ status }) => status !== 503, 60_000);

/** Changes a product, imports some, and chats: the shop's work beside its orders. */
async function doTheRest(shop: FaultShop): Promise<void> {
  const { owner } = shop;
  const { data } = await owner.get<{ data: Product[] }>('/v1/products?limit=1');
  const description = `since ${randomUUID()}`;
  const changed = await answered(() => owner.call('PATCH', `/v1/products/${data[0]?.id}`, { description }));
  expect(changed.status).toBe(200);
  const response = await answered(() =>
    fetch(`${home.url}/v1/products/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/x-ndjson' },
      body: JSON.stringify({ sku: 'CAKE', name: 'Cake', price: { amount: 300, currency: 'EUR' } }),
    }),
  );
  expect(response.status).toBe(202);
  const { job_id } = (await response.json()) as { job_id: string };
  await until(
    () => owner.get<Job>(`/v1/jobs/${job_id}`),
    ({ status }) => status === 'succeeded',
    60_000,
  );
  expect(await chatOf(shop).say('Do you have cake?')).toContain('Cake');
}

describe('the life of a system', () => {
  it(
    'goes on through an upgrade, a rollback, a restore, lost objects, a failover, clocks apart and a rotation',
    async () => {
      const first = database('first');
      const second = database('second');
      await query(postgres.url, 'create database first', 'create database second');
      await start(first, previous.folder);
      const shops: FaultShop[] = [];
      for (let n = 0; n < SHOPS; n++) {
        shops.push(await FaultShop.open({ direct: home.url, subscribers: home.url }, `life-${n}`));
      }

      let isOver = false;
      let lane = 0;
      const trading = shops.flatMap((shop) =>
        Array.from({ length: LANES }, async () => {
          const id = lane++;
          const random = seededRandom(id);
          for (let n = 0; !isOver; n++) {
            await shop.trade(`${id}-${n}`, random);
            await pause(random() * 100);
          }
        }),
      );
      const traded = Promise.all(trading);
      let fault: unknown;
      traded.catch((error: unknown) => (fault = error));

      const rows: Array<{ step: string; seconds: string; orders: number }> = [];
      const placed = (): number => shops.reduce((sum, shop) => sum + shop.placed.size, 0);
      /** Runs an operation on the system, then lets the shops trade for a while. */
      const phase = async (step: string, work: () => Promise<void>): Promise<void> => {
        const began = Date.now();
        await work();
        const [seconds, before] = [((Date.now() - began) / 1000).toFixed(0), placed()];
        for (const shop of shops) await shop.logInAgain();
        await pause(PHASE_MS);
        await until(
          async () => placed(),
          (orders) => orders > before || fault !== undefined,
          60_000,
        );
        if (fault !== undefined) throw fault;
        await Promise.all(shops.map(doTheRest));
        rows.push({ step, seconds, orders: placed() - before });
        console.log(`${step}: ${seconds} s, then ${placed() - before} orders`);
      };

      await phase('previous release', async () => undefined);
      await phase('its Worker on the new schema', async () => {
        await migrate({ connectionString: first, log: () => undefined });
      });
      const guest = await FaultShop.open({ direct: home.url, subscribers: home.url }, 'life-chat');
      const asked = chatOf(guest);
      await asked.say('1 x Endless, please');
      await asked.say('yes, order it');
      expect(asked.toolParts('confirm').at(-1)?.state).toBe('approval-requested');
      await phase('upgrade', () => replace(first));
      // An approval that the previous release requested is given in this one.
      await guest.logInAgain();
      await chatOf(guest, asked).decide(true);
      expect((await guest.committed()).orders).toHaveLength(1);
      await guest.close();
      await phase('rollback', () => replace(first, previous.folder));
      await phase('upgrade again', () => replace(first));

      const backup = join(backups, 'one');
      const acknowledged = shops.map((shop) => new Map(shop.placed));
      await phase('backup under load', async () => {
        await backUp({ connectionString: first, folder: backup });
      });
      let lost = 0;
      await phase('loss of the database, restore', async () => {
        await system.kill();
        await query(postgres.url, 'drop database first with (force)');
        const client = createRedis({ url: redis.url, token: redis.token });
        await restore({ connectionString: second, folder: backup, redis: client, log: () => undefined });
        await start(second);
        for (const [n, shop] of shops.entries()) {
          await shop.logInAgain();
          const held = new Set((await shop.committed()).orders.map(({ id }) => id));
          for (const id of acknowledged[n]?.values() ?? []) expect(held).toContain(id);
          // The next attempt under these keys must place an order that is there.
          const gone = [...shop.placed].filter(([, id]) => !held.has(id)).map(([key]) => key);
          lost += gone.length;
          for (const key of gone) shop.placed.delete(key);
          await Promise.all(gone.map((key) => shop.trade(key, seededRandom(n))));
        }
      });
      await phase('loss of the objects', async () => {
        await system.kill();
        rmSync(join(home.folder, 'worker'), { recursive: true });
        await start(second);
      });
      await phase('failover to a database that is read-only for a while', async () => {
        const end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'second'";
        await query(postgres.url, 'alter database second set default_transaction_read_only = on', end);
        await pause(READ_ONLY_MS);
        await query(postgres.url, 'alter database second set default_transaction_read_only = off', end);
      });
      await phase('a database whose clock is five minutes behind', async () => {
        await postgres.killAndRestart({ clockAheadMinutes: -5 });
      });
      await phase('a database whose clock is five minutes ahead', async () => {
        await postgres.killAndRestart({ clockAheadMinutes: 5 });
      });
      await phase('rotation of the signing key', async () => {
        await system.kill();
        const file = join(home.folder, 'auth-private-jwks.json');
        const rotated = execFileSync(process.execPath, [join(ROOT, 'scripts/rotate-keys.ts')], {
          input: readFileSync(file),
        });
        writeFileSync(file, rotated);
        await start(second);
      });

      isOver = true;
      await traded;
      let orders = 0;
      for (const shop of shops) {
        await shop.logInAgain();
        const committed = await shop.committed();
        // Nothing that was acknowledged is lost, and nothing was done twice.
        expect(committed.orders.map(({ id }) => id).toSorted()).toEqual([...shop.placed.values()].toSorted());
        const effects = () => new Set(describeEvents(shop.host.effects));
        // A busy machine is given time as long as deliveries arrive.
        for (let missing = committed.events; missing.length > 0; ) {
          const before = missing.length;
          missing = await until(
            async () => committed.events.filter((event) => !effects().has(event)),
            ({ length }) => length < before,
            120_000,
          );
        }
        expect(effects().size).toBe(shop.host.effects.length);
        expect(shop.host.forged).toBe(0);
        // At a distance the deliveries may have taken longer than a token lives.
        await shop.logInAgain();
        const log = await shop.log();
        expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => (log[0]?.sequence ?? 0) + index));
        orders += committed.orders.length;
        await shop.close();
      }
      console.table(rows);
      if (ROUND_TRIP_MS > 0) console.log(`PostgreSQL and Redis were ${ROUND_TRIP_MS} ms away`);
      console.log(
        `${orders} orders; ${lost} were placed after the backup, and again after the restore; 0 lost, 0 doubled`,
      );
    },
    TIMEOUT_MS,
  );
});
