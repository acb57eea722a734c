import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { runCommand } from './run-command.ts';
import { checkInventory, recordInventory } from './schema-inventory.ts';

const DEFAULT_FOLDER = fileURLToPath(new URL('../schema/migrations', import.meta.url));
/** An arbitrary number that every deploy must share. */
const ADVISORY_LOCK_KEY = 7_246_355_301;
/** SQLSTATE of the notice that `create table if not exists` gives. */
const DUPLICATE_TABLE = '42P07';
const DEADLOCK_DETECTED = '40P01';
const MAX_ATTEMPTS = 5;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/**
 * Applies the SQL files `NNNN_name.sql` of `folder` that this database has not seen yet, in order, each in one
 * transaction, and answers their names. With `dryRun` it only names them and changes nothing.
 * Two deploys at once wait for each other. Rejects, naming the file, when an applied file was changed since,
 * when a new file comes before an applied one, when a statement fails (its transaction is rolled back), and when the
 * database lacks a part of the schema that earlier migrations made.
 */
export async function migrate(options: {
  connectionString: string;
  log: (line: string) => void;
  folder?: string;
  dryRun?: boolean;
}): Promise<string[]> {
  const migrations = await readMigrations(options.folder ?? DEFAULT_FOLDER);
  const client = new pg.Client({ connectionString: options.connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  // Notices with which migrations report on existing data (RAISE NOTICE).
  client.on('notice', ({ severity, code, message }) => {
    const isExpected = code === DUPLICATE_TABLE;
    if (severity === 'NOTICE' && message !== undefined && !isExpected) options.log(message);
  });
  await client.connect();
  try {
    if (options.dryRun) {
      const pending = findPending(migrations, await readApplied(client));
      for (const { name } of pending) options.log(`would apply ${name}`);
      await checkInventory(client);
      return pending.map(({ name }) => name);
    }
    await lock(client, options.log);
    await client.query(
      'create table if not exists ragline_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    await checkInventory(client);
    const applied: string[] = [];
    for (const migration of findPending(migrations, await readApplied(client))) {
      if (!(await applyPastDeadlocks(client, migration))) continue;
      options.log(`applied ${migration.name}`);
      applied.push(migration.name);
    }
    // Also where a release that did not record it has migrated.
    await recordInventory(client);
    return applied;
  } finally {
    await client.end();
  }
}

/** The migrations of this release, in order. */
export async function migrationNames(): Promise<string[]> {
  return (await readMigrations(DEFAULT_FOLDER)).map(({ name }) => name);
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = new Set<string>();
  for (const name of names) {
    if (!/^\d{4}_\w+\.sql$/.test(name)) throw new Error(`${name} is not named NNNN_name.sql.`);
    if (numbers.has(name.slice(0, 4)))
      throw new Error(`Two migrations have the number ${name.slice(0, 4)}: give ${name} another.`);
    numbers.add(name.slice(0, 4));
  }
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    "select to_regclass('ragline_migrations') is not null as exists",
  );
  if (!found[0]?.exists) return new Map();
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from ragline_migrations',
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function findPending(migrations: Migration[], applied: Map<string, string>): Migration[] {
  const newest = [...applied.keys()].sort().at(-1) ?? '';
  return migrations.filter(({ name, checksum }) => {
    const known = applied.get(name);
    if (known === undefined && name < newest) {
      throw new Error(`${name} is new but comes before ${newest}, which is applied already: give it a higher number.`);
    }
    if (known !== undefined && known !== checksum) {
      throw new Error(
        `${name} was changed after it had been applied here: restore it, and put the change into a new file.`,
      );
    }
    return known === undefined;
  });
}

async function lock(client: pg.Client, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    ADVISORY_LOCK_KEY,
  ]);
  if (rows[0]?.taken) return;
  log('waiting for another migration of this database to finish');
  await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK_KEY]);
}

/** A running system may hold what a migration waits for, and wait for what it holds: then nothing was applied. */
async function applyPastDeadlocks(client: pg.Client, migration: Migration): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await apply(client, migration);
    } catch (error) {
      const isDeadlock =
        error instanceof Error && error.cause instanceof pg.DatabaseError && error.cause.code === DEADLOCK_DETECTED;
      if (!isDeadlock || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * Returns false when another client has applied the migration meanwhile. PGlite's clients share one session, so its
 * locks exclude none of them.
 */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<boolean> {
  await client.query('begin');
  try {
    const { rowCount } = await client.query('select from ragline_migrations where name = $1', [name]);
    if (rowCount === 0) {
      await client.query(sql);
      await client.query('insert into ragline_migrations (name, checksum) values ($1, $2)', [name, checksum]);
      await recordInventory(client);
    }
    await client.query('commit');
    return rowCount === 0;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw describeFailure(error, name, sql);
  }
}

function describeFailure(error: unknown, name: string, sql: string): Error {
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error ? error : new Error(String(error));
  const position = Number(error.position ?? Number.NaN);
  const line = Number.isNaN(position) ? '' : ` line ${sql.slice(0, position).split('\n').length}`;
  return new Error(`${name}${line}: ${error.message}${error.detail ? ` (${error.detail})` : ''}`, { cause: error });
}

if (import.meta.main) {
  await runCommand('migrate', async ({ connectionString, log }) => {
    const words = process.argv.slice(2);
    const dryRun = words.includes('--dry-run');
    const folder = words.find((word) => !word.startsWith('-'));
    const names = await migrate({ connectionString, log, dryRun, ...(folder ? { folder } : {}) });
    if (names.length === 0) log('nothing to do: the schema is up to date.');
  });
}
