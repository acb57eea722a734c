import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../scripts/dev-stack/embedded-postgres.ts';
import { migrate } from '../../scripts/migrate.ts';
import { findPostgres, startPrivatePostgres } from '../support/node/private-postgres.ts';

let connectionString: string;
let folder: string;

async function query<T extends pg.QueryResultRow>(url: string, statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** An empty database for each test: on the server of DATABASE_URL, where locks are real, else an embedded one. */
async function newDatabase(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = process.env.DATABASE_URL;
  if (!server) return await startEmbeddedPostgres({ dataDir: undefined, port: 0 });
  const name = `ragline_migrate_${randomUUID().replaceAll('-', '')}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    stop: async () => {
      await query(server, `drop database ${name} with (force)`);
    },
  };
}

beforeEach(async () => {
  const database = await newDatabase();
  connectionString = database.url;
  folder = await mkdtemp(join(tmpdir(), 'ragline-migrate-'));
  await file('0001_first.sql', 'create table a (n int); insert into a values (1);');
  await file('0002_second.sql', 'insert into a values (2);');
  return async () => {
    await database.stop();
    await rm(folder, { recursive: true });
  };
});

const file = (name: string, sql: string) => writeFile(join(folder, name), sql);
const run = (dryRun = false) => migrate({ connectionString, folder, dryRun, log: () => {} });
const numbers = async () =>
  (await query<{ n: number }>(connectionString, 'select n from a order by n')).map(({ n }) => n);
const hasTable = async (name: string) =>
  (await query<{ there: boolean }>(connectionString, `select to_regclass('${name}') is not null as there`))[0]?.there;

describe('migrating', () => {
  it('describes its plan without changes, then applies it once', async () => {
    expect(await run(true)).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(await hasTable('a')).toBe(false);
    expect(await hasTable('ragline_migrations')).toBe(false);
    expect(await run()).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(await run(true)).toEqual([]);
    expect(await run()).toEqual([]);
    expect(await numbers()).toEqual([1, 2]);
  });

  it('applies each file once when four deploys begin together', async () => {
    // Long enough that all of them want the same file.
    await file('0001_first.sql', 'create table a (n int); select pg_sleep(0.3); insert into a values (1);');
    const applied = await Promise.all([run(), run(), run(), run()]);
    expect(applied.flat().toSorted()).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(await numbers()).toEqual([1, 2]);
  });

  it('detects a restore without the roles, and names the remedy', async () => {
    await file(
      '0003_policy.sql',
      'alter table a enable row level security; alter table a force row level security; create policy own on a using (n > 0);',
    );
    await run();
    await query(connectionString, 'drop policy own on a');
    await expect(run(true)).rejects.toThrow(/lacks policy a\.own\..*CREATE ROLE ragline_app/);
    await expect(run()).rejects.toThrow('not whole');
    // As of a database from before the schema was recorded.
    await query(connectionString, 'drop table ragline_schema');
    await expect(run(true)).rejects.toThrow('lacks the policies of a');
    await query(connectionString, 'create policy own on a using (n > 0)');
    expect(await run()).toEqual([]);
    expect(await run(true)).toEqual([]);
  });

  it('rolls a failing file back, names its line, and applies it once it is corrected', async () => {
    await file('0003_third.sql', 'insert into a values (3);\ninsert into nowhere values (3);');
    await expect(run()).rejects.toThrow(/0003_third\.sql line 2: .*nowhere/);
    expect(await numbers()).toEqual([1, 2]);
    await file('0003_third.sql', 'insert into a values (3);');
    expect(await run()).toEqual(['0003_third.sql']);
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  it('refuses a file that was changed after it was applied, or that comes too late, and changes nothing', async () => {
    await run();
    await file('0001_first.sql', 'create table a (n bigint);');
    await expect(run()).rejects.toThrow('0001_first.sql was changed after');
    await expect(run(true)).rejects.toThrow('0001_first.sql was changed after');
    await file('0001_first.sql', 'create table a (n int); insert into a values (1);');
    await file('0001_late.sql', 'insert into a values (0);');
    await expect(run()).rejects.toThrow('the number 0001');
    await rm(join(folder, '0001_late.sql'));
    await file('0000_late.sql', 'insert into a values (0);');
    await expect(run()).rejects.toThrow('0000_late.sql is new but comes before');
    expect(await numbers()).toEqual([1, 2]);
  });
});

describe('the migration of allergens to codes', () => {
  const OWN = fileURLToPath(new URL('../../schema/migrations', import.meta.url));
  const IT = '_allergens_as_codes.sql';

  it('maps known words to codes, leaves the rest undeclared, and reports the unknown words', async () => {
    for (const name of ['0001_first.sql', '0002_second.sql']) await rm(join(folder, name));
    const files = (await readdir(OWN)).toSorted();
    const before = files.slice(
      0,
      files.findIndex((name) => name.endsWith(IT)),
    );
    for (const name of before) await file(name, await readFile(join(OWN, name), 'utf8'));
    await run();
    await query(connectionString, "insert into tenants (id, slug, name) values (gen_random_uuid(), 'shop', 'Shop')");
    await query(
      connectionString,
      `insert into products (id, tenant_id, sku, name, price_minor, currency, allergens, dietary)
      select gen_random_uuid(), t.id, p.sku, p.sku, 1, 'EUR', p.allergens, p.dietary
      from tenants t, (values
        ('known', '{Dairy,egg,Nüsse,soy,shellfish}'::text[], '{Glutenfrei,house special}'::text[]),
        ('silent', '{}', '{}'),
        ('partly', '{milk,dragon scales}', '{vegan}')) as p (sku, allergens, dietary)`,
    );
    const reported: string[] = [];
    await migrate({ connectionString, folder: OWN, log: (line) => reported.push(line) });
    expect(reported.filter((line) => line.startsWith('allergen word'))).toEqual([
      expect.stringContaining('"dragon scales" of 1 products'),
    ]);
    const rows = await query(
      connectionString,
      'select sku, allergen_codes, allergens = allergen_codes as counts, dietary, version from products order by sku',
    );
    expect(rows).toEqual([
      {
        sku: 'known',
        allergen_codes: ['crustaceans', 'eggs', 'milk', 'molluscs', 'soybeans', 'tree_nuts'],
        counts: true,
        dietary: ['gluten-free', 'house special'],
        version: 3,
      },
      { sku: 'partly', allergen_codes: null, counts: null, dietary: ['vegan'], version: 1 },
      { sku: 'silent', allergen_codes: null, counts: null, dietary: [], version: 1 },
    ]);
  });
});

const postgres = findPostgres();
it.skipIf(postgres === undefined)('applies a migration again that a running system deadlocked with', async () => {
  const server = await startPrivatePostgres(postgres ?? '');
  const system = new pg.Client({ connectionString: server.url });
  try {
    await migrate({ connectionString: server.url, folder, log: () => {} });
    await file('0003_both.sql', 'create table b (n int);');
    await migrate({ connectionString: server.url, folder, log: () => {} });
    await file('0004_locks.sql', 'lock a; select pg_sleep(1); lock b; insert into a values (4);');
    await system.connect();
    // The server ends the migration, which waits for the shorter time.
    await system.query("set deadlock_timeout = '20s'; begin; lock b");
    const migrated = migrate({ connectionString: server.url, folder, log: () => {} });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await system.query('lock a; insert into a values (3); commit');
    expect(await migrated).toEqual(['0004_locks.sql']);
    expect((await query<{ n: number }>(server.url, 'select n from a')).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  } finally {
    await system.end();
    await server.stop();
  }
});
