import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../contracts/order.ts';
import type { Product } from '../../contracts/product.ts';
import { backUp } from '../../scripts/backup/backup.ts';
import { MANIFEST } from '../../scripts/backup/manifest.ts';
import { planRestore, restore } from '../../scripts/backup/restore.ts';
import { startUpstashEndpoint, type UpstashEndpoint } from '../../scripts/dev-stack/upstash-endpoint.ts';
import { migrate } from '../../scripts/migrate.ts';
import { createRedis } from '../../workers/platform/redis.ts';
import { HttpUser } from '../support/node/http-user.ts';
import { findPostgres, type PrivatePostgres, startPrivatePostgres } from '../support/node/private-postgres.ts';
import { newHome, type StartedSystem, type SystemHome, startSystem } from '../support/node/started-system.ts';
import { until } from '../support/until.ts';

const bin = findPostgres();
const PASSWORD = 'a rather long password';
const LANES = 3;

let postgres: PrivatePostgres;
let folder: string;
beforeAll(async () => {
  if (bin === undefined) return;
  postgres = await startPrivatePostgres(bin);
  folder = await mkdtemp(join(tmpdir(), 'ragline-restore-'));
});
afterAll(async () => {
  await postgres?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

async function query<T extends pg.QueryResultRow>(connectionString: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function newDatabase(): Promise<string> {
  const name = `restore_${randomUUID().replaceAll('-', '')}`;
  await query(postgres.url, `create database ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

const newFolder = (): string => join(folder, randomUUID());
const quiet = (): void => undefined;

describe.skipIf(bin === undefined)('backup and restore', () => {
  let backup: string;
  let source: string;
  beforeAll(async () => {
    source = await newDatabase();
    await migrate({ connectionString: source, log: quiet });
    backup = newFolder();
    await backUp({ connectionString: source, folder: backup });
  });

  it('keep policies, grants and functions, and leave a database that migrations find whole', async () => {
    const connectionString = await newDatabase();
    await restore({ connectionString, folder: backup, log: quiet });
    expect(await migrate({ connectionString, log: quiet, dryRun: true })).toEqual([]);
    const policies = 'select count(*)::int as count from pg_policies';
    const [restored] = await query<{ count: number }>(connectionString, policies);
    expect(restored?.count).toBeGreaterThan(40);
    expect([restored]).toEqual(await query(source, policies));
  });

  it('change nothing before --yes, and never a database that is not empty', async () => {
    const connectionString = await newDatabase();
    const lines: string[] = [];
    await planRestore({ connectionString, folder: backup, log: (line) => lines.push(line) });
    expect(lines).toContainEqual(expect.stringContaining('would restore the backup of'));
    const tables = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";
    expect(await query(connectionString, tables)).toEqual([]);
    await query(connectionString, 'create table precious (n int); insert into precious values (1)');
    await expect(restore({ connectionString, folder: backup, log: quiet })).rejects.toThrow('has the table precious');
    expect(await query(connectionString, 'select n from precious')).toEqual([{ n: 1 }]);
  });

  it('refuse a backup that is incomplete or was changed', async () => {
    const connectionString = await newDatabase();
    const copy = newFolder();
    await backUp({ connectionString: source, folder: copy });
    const manifest = JSON.parse(await readFile(join(copy, MANIFEST), 'utf8'));
    const write = (value: object) => writeFile(join(copy, MANIFEST), JSON.stringify(value));
    await write({ ...manifest, dump_sha256: '00' });
    await expect(restore({ connectionString, folder: copy, log: quiet })).rejects.toThrow('not the file that was');
    await write({ ...manifest, migrations: [...manifest.migrations, '9999_later.sql'] });
    await expect(restore({ connectionString, folder: copy, log: quiet })).rejects.toThrow('newer release');
    await write({ ...manifest, rows: { ...manifest.rows, orders: 7 } });
    await expect(restore({ connectionString, folder: copy, log: quiet })).rejects.toThrow(
      'orders has 0 rows instead of 7',
    );
    await rm(join(copy, MANIFEST));
    await expect(restore({ connectionString, folder: copy, log: quiet })).rejects.toThrow('holds no complete backup');
  });

  it('need a role that sees every row', async () => {
    const [{ name } = { name: '' }] = await query<{ name: string }>(
      source,
      "select format('limited_%s', floor(random() * 1e9)) as name",
    );
    await query(source, `create role ${name} login password 'limited'`);
    const url = new URL(source);
    url.username = name;
    url.password = 'limited';
    await expect(backUp({ connectionString: url.href, folder: newFolder() })).rejects.toThrow('BYPASSRLS');
  });
});

describe.skipIf(bin === undefined)('a shop whose database is lost and restored', () => {
  let home: SystemHome;
  let redis: UpstashEndpoint;
  let system: StartedSystem;
  beforeAll(async () => {
    home = await newHome();
    redis = await startUpstashEndpoint({ port: 0 });
  });
  afterAll(async () => {
    await system?.kill();
    await redis?.stop();
    home?.remove();
  });

  const startOn = (database: string): Promise<StartedSystem> =>
    startSystem(home, {
      ...{ DATABASE_URL: database, RAGLINE_SEED_DEMO: '0' },
      ...{ UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token },
    });

  it('keeps what the backup holds, forgets the rest everywhere, and hands out no number twice', async () => {
    const before = await newDatabase();
    await migrate({ connectionString: before, log: quiet });
    system = await startOn(before);
    const slug = `restored-${randomUUID().slice(0, 8)}`;
    const owner = await HttpUser.register(home.url, slug, PASSWORD);
    const json = { sku: 'TEA', name: 'Tea', price: { amount: 100, currency: 'EUR' } };
    const product = (await (await owner.call('POST', '/v1/products', json)).json()) as Product;
    const key = (await (
      await owner.call('POST', '/v1/api-keys', { name: 'till', scopes: ['order:read-all'] })
    ).json()) as { id: string; key: string };

    const endpoint = (await (
      await owner.call('POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/', event_types: ['notification'] })
    ).json()) as { id: string };
    const asCook = { email: `cook@${slug}.test`, password: PASSWORD, roles: ['staff'] };
    const cook = (await (await owner.call('POST', '/v1/users', asCook)).json()) as { id: string };

    const placed = new Map<string, Order>();
    const order = async (idempotencyKey: string): Promise<Response> =>
      await owner.call(
        'POST',
        '/v1/orders',
        { items: [{ sku: 'TEA', quantity: 1 }] },
        { 'idempotency-key': idempotencyKey },
      );
    const place = async (idempotencyKey: string): Promise<void> => {
      const response = await order(idempotencyKey);
      expect(response.status).toBe(201);
      placed.set(idempotencyKey, (await response.json()) as Order);
    };
    for (let n = 0; n < 5; n++) await place(`early-${n}`);
    // The backup is taken while orders are placed.
    let isTaken = false;
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      for (let n = 0; !isTaken; n++) await place(`meanwhile-${lane}-${n}`);
    });
    const backup = newFolder();
    await backUp({ connectionString: before, folder: backup });
    isTaken = true;
    await Promise.all(lanes);

    for (let n = 0; n < 5; n++) await place(`late-${n}`);
    const changed = await owner.call('PATCH', `/v1/products/${product.id}`, { name: 'Dear tea' });
    expect(changed.status).toBe(200);
    await owner.get(`/v1/products/${product.id}`);
    expect((await owner.call('DELETE', `/v1/api-keys/${key.id}`)).status).toBe(204);
    expect((await owner.call('DELETE', `/v1/webhook-endpoints/${endpoint.id}`)).status).toBe(204);
    expect((await owner.call('PATCH', `/v1/users/${cook.id}`, { is_active: false })).status).toBe(200);
    const delivered = () => owner.get<{ head: number }>('/v1/events');
    await until(delivered, ({ head }) => head >= placed.size, 20_000);
    const { head } = await delivered();
    const client = createRedis({ url: redis.url, token: redis.token });
    await until(
      () => client.xlen('ragline:stream:orders'),
      (length) => length === placed.size,
      20_000,
    );
    await system.kill();

    const after = await newDatabase();
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    await restore({ connectionString: after, folder: backup, compareWith: before, redis: client, log });
    const held = new Set((await query<{ id: string }>(after, 'select id from orders')).map(({ id }) => id));
    const lost = [...placed].filter(([, { id }]) => !held.has(id));
    expect([...placed].filter(([name]) => name.startsWith('early')).every(([, { id }]) => held.has(id))).toBe(true);
    expect(lost.length).toBeGreaterThanOrEqual(5);
    expect(lines).toContainEqual(expect.stringContaining(`${lost.length} orders of ${slug} are lost: `));
    for (const ended of [
      `1 API keys are again as they were before the restore: ${key.id}.`,
      `1 accounts are again as they were before the restore: ${cook.id}.`,
      `1 webhook endpoints are again as they were before the restore: ${endpoint.id}.`,
    ])
      expect(lines).toContain(ended);

    system = await startOn(after);
    const again = await HttpUser.logIn(home.url, slug, `owner@${slug}.test`, PASSWORD);
    // A reader that had seen everything gets a reset.
    const page = await until(
      () => again.get<{ data: Array<{ type: string }>; reset: boolean }>(`/v1/events?after=${head}`),
      ({ data }) => data.some(({ type }) => type === 'data_restored'),
      90_000,
    );
    expect(page.reset).toBe(true);
    await expect(HttpUser.logIn(home.url, slug, asCook.email, PASSWORD)).rejects.toThrow('login answered 401');
    expect((await again.call('GET', `/v1/webhook-endpoints/${endpoint.id}`)).status).toBe(404);
    const withKey = await fetch(`${home.url}/v1/orders`, { headers: { authorization: `Bearer ${key.key}` } });
    expect(withKey.status).toBe(401);
    expect((await again.get<Product>(`/v1/products/${product.id}`)).name).toBe('Tea');
    // Retries: what is held is replayed, what is lost is placed anew and is there.
    const newest = Math.max(...[...placed.values()].map(({ number }) => number));
    for (const [name, { id }] of placed) {
      const response = await again.call(
        'POST',
        '/v1/orders',
        { items: [{ sku: 'TEA', quantity: 1 }] },
        { 'idempotency-key': name },
      );
      expect(response.status).toBe(201);
      const answered = (await response.json()) as Order;
      expect(await again.get<Order>(`/v1/orders/${answered.id}`)).toMatchObject({ number: answered.number });
      if (held.has(id)) expect(answered.id).toBe(id);
      else expect(answered.number).toBeGreaterThan(newest);
    }
  }, 180_000);
});
