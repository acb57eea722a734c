import { join } from 'node:path';
import type pg from 'pg';
import type { RestoreEventData } from '../../contracts/event.ts';
import { STAFF_ONLY } from '../../contracts/event.ts';
import type { Redis } from '../../workers/platform/redis.ts';
import { migrationNames } from '../migrate.ts';
import { runCommand } from '../run-command.ts';
import { checkInventory } from '../schema-inventory.ts';
import { endRightsAgain } from './ended-rights.ts';
import { emptyCache, type LostOrder, lostFromStream, lostSince, redisOf } from './lost-orders.ts';
import { compareStock, DUMP, type Manifest, readManifest, takeStock } from './manifest.ts';
import { requireAllRows, runPostgresProgram, withClient } from './postgres-client.ts';

const USAGE =
  'name the folder of a backup, or say --restored-by-host when the host has restored this database; add --yes to continue';
/** How many order numbers are skipped when it is unknown which ones customers have seen. */
const SKIPPED_NUMBERS = 1_000;
/** How many ids or ranges one line names. */
const SHOWN = 20;

export interface Restore {
  /** An empty database or, without `folder`, one that its host has restored. */
  connectionString: string;
  /** The folder of a backup. */
  folder?: string;
  /** The database before the restore, when it can still be read: what was lost, and which rights have ended since. */
  compareWith?: string;
  redis?: Redis;
  log: (line: string) => void;
}

/** Describes what `restore` would do. Rejects with the same errors, as far as they can be found without changes. */
export async function planRestore({ connectionString, folder, compareWith, redis, log }: Restore): Promise<void> {
  await withClient(connectionString, async (client) => {
    await requireAllRows(client);
    if (folder === undefined) {
      await checkInventory(client);
      log('would take this database as its host has restored it');
    } else {
      const manifest = await readManifest(folder);
      await requireRelease(manifest);
      await requireEmpty(client);
      log(
        `would restore the backup of ${manifest.taken_at}: ${manifest.rows.orders} orders of ${manifest.rows.tenants} tenants`,
      );
    }
  });
  log(
    compareWith === undefined
      ? `would skip ${SKIPPED_NUMBERS} order numbers of each tenant. Rights that ended after the backup come back: set COMPARE_DATABASE_URL to the database before the restore, if it can still be read`
      : 'would compare with the database before the restore: report lost orders, continue above their numbers, end rights again',
  );
  log(
    redis === undefined
      ? 'would leave Redis alone: set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or empty Redis before traffic comes'
      : 'would look for lost orders in the streams of Redis, and empty its cache',
  );
}

/**
 * Restores a backup into an empty database, or adopts one that its host has restored. It checks that the database is
 * complete, and writes the event `data_restored` for each tenant, at which its hub drops the lost events. The dump is
 * one transaction, everything else a second one. Rejects when the database is not empty, or lacks something of its
 * backup.
 */
export async function restore({ connectionString, folder, compareWith, redis, log }: Restore): Promise<void> {
  const manifest = folder === undefined ? undefined : await readManifest(folder);
  await withClient(connectionString, async (client) => {
    await requireAllRows(client);
    if (folder !== undefined && manifest !== undefined) {
      await requireRelease(manifest);
      await requireEmpty(client);
      await makeRoles(client);
      const args = ['--no-owner', '--no-comments', '--exit-on-error', '--single-transaction', join(folder, DUMP)];
      await runPostgresProgram('pg_restore', connectionString, args);
      await requireWhole(client, manifest);
      log(`restored the backup of ${manifest.taken_at}, and found it whole`);
    }
    await checkInventory(client);
    const restoredTo = manifest === undefined ? await newestMoment(client) : new Date(manifest.taken_at);
    const settleWith = async (before: pg.Client | undefined) =>
      await settle({ client, restoredTo, ...(before ? { before } : {}), ...(redis ? { redis } : {}), log });
    if (compareWith === undefined) await settleWith(undefined);
    else await withClient(compareWith, settleWith);
  });
  if (redis !== undefined) {
    await emptyCache(redis);
    log('emptied the cache in Redis');
  }
  log('next: npm run migrate, then point the Hyperdrive here and let the traffic in');
}

async function requireRelease(manifest: Manifest): Promise<void> {
  const known = new Set(await migrationNames());
  const unknown = manifest.migrations.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Error(`The backup comes from a newer release, which has ${unknown[0]}: restore it with that release.`);
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace LIMIT 1",
  );
  const [table] = rows;
  if (table === undefined) return;
  throw new Error(
    `The database is not empty: it has the table ${table.name}. Name an empty database, or say --restored-by-host when ` +
      'its host has restored it.',
  );
}

/** Dumps hold no roles, and without them `pg_restore` cannot set policies and grants. */
async function makeRoles(client: pg.Client): Promise<void> {
  for (const role of ['ragline_app', 'ragline_system']) {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${role} NOLOGIN`);
    await client.query(`GRANT ${role} TO CURRENT_USER`);
  }
}

async function requireWhole(client: pg.Client, manifest: Manifest): Promise<void> {
  const faults = compareStock(manifest, await takeStock(client));
  if (faults.length === 0) return;
  throw new Error(
    `The restored database is not what was backed up: ${faults.slice(0, SHOWN).join('; ')}. Do not use it.`,
  );
}

/** The time of the newest row in the tables that grow with each change. */
async function newestMoment(client: pg.Client): Promise<Date> {
  const { rows } = await client.query<{ moment: Date }>(
    `SELECT coalesce(greatest((SELECT max(created_at) FROM outbox), (SELECT max(created_at) FROM audit_log),
      (SELECT max(created_at) FROM orders)), now()) AS moment`,
  );
  return rows[0]?.moment ?? new Date();
}

async function settle({
  client,
  restoredTo,
  before,
  redis,
  log,
}: {
  client: pg.Client;
  restoredTo: Date;
  before?: pg.Client;
  redis?: Redis;
  log: (line: string) => void;
}): Promise<void> {
  const lost = new Map<string, LostOrder>();
  if (redis !== undefined) for (const order of await lostFromStream(redis, client)) lost.set(order.id, order);
  if (before !== undefined) for (const order of await lostSince(restoredTo, before, client)) lost.set(order.id, order);
  await client.query('BEGIN');
  const ended = before === undefined ? new Map<string, string[]>() : await endRightsAgain(before, client);
  await skipNumbers(client, { lost: [...lost.values()], margin: before === undefined ? SKIPPED_NUMBERS : 0 });
  await announce(client, { restored_to: restoredTo.toISOString() });
  await client.query('COMMIT');
  if (before === undefined && redis === undefined) log('nothing says which orders are lost');
  else await reportLost(client, [...lost.values()], log);
  for (const [kind, ids] of ended)
    log(`${ids.length} ${kind} are again as they were before the restore: ${shown(ids)}`);
}

/** Orders continue above every number that a customer can have seen. */
async function skipNumbers(
  client: pg.Client,
  { lost, margin }: { lost: readonly LostOrder[]; margin: number },
): Promise<void> {
  const newest = new Map<string, number>();
  for (const { tenantId, number } of lost) newest.set(tenantId, Math.max(newest.get(tenantId) ?? 0, number));
  await client.query(
    `INSERT INTO order_counters AS c (tenant_id, last_number)
     SELECT n.tenant_id, n.number FROM unnest($1::uuid[], $2::bigint[]) AS n (tenant_id, number)
     JOIN tenants AS t ON t.id = n.tenant_id
     ON CONFLICT (tenant_id) DO UPDATE SET last_number = greatest(c.last_number, excluded.last_number)`,
    [[...newest.keys()], [...newest.values()]],
  );
  await client.query('UPDATE order_counters SET last_number = last_number + $1', [margin]);
}

async function announce(client: pg.Client, data: RestoreEventData): Promise<void> {
  await client.query(
    `INSERT INTO outbox (event_id, tenant_id, topic, type, aggregate_type, aggregate_id, audience_user_id, data,
       request_id, traceparent, created_at)
     SELECT gen_random_uuid(), id, 'notifications', 'data_restored', 'tenant', id::text, $1, $2, 'restore',
       '00-' || replace(gen_random_uuid()::text, '-', '') || '-' || left(replace(gen_random_uuid()::text, '-', ''), 16) || '-00',
       now()
     FROM tenants`,
    [STAFF_ONLY, data],
  );
}

async function reportLost(client: pg.Client, lost: readonly LostOrder[], log: (line: string) => void): Promise<void> {
  if (lost.length === 0) return log('found no order that is lost');
  const { rows } = await client.query<{ id: string; slug: string }>('SELECT id, slug FROM tenants');
  const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
  for (const [tenantId, orders] of Map.groupBy(lost, (order) => order.tenantId)) {
    const name = slugs.get(tenantId) ?? `${tenantId}, which is lost itself`;
    log(`${orders.length} orders of ${name} are lost: ${shown(ranges(orders.map(({ number }) => number)))}`);
  }
}

/** Numbers in ascending order as ranges: 1 to 3, 5. */
function ranges(numbers: readonly number[]): string[] {
  const found: Array<[number, number]> = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`));
}

function shown(words: readonly string[]): string {
  const more = words.length > SHOWN ? `, and ${words.length - SHOWN} more` : '';
  return `${words.slice(0, SHOWN).join(', ')}${more}.`;
}

if (import.meta.main) {
  await runCommand('restore', async ({ connectionString, log }) => {
    const words = process.argv.slice(2);
    const [folder, ...more] = words.filter((word) => !word.startsWith('--'));
    const byHost = words.includes('--restored-by-host');
    const unknown = words.find((word) => word.startsWith('--') && !['--restored-by-host', '--yes'].includes(word));
    if (unknown !== undefined || more.length > 0 || byHost === (folder !== undefined)) throw new Error(`${USAGE}.`);
    const redis = redisOf(process.env);
    const compareWith = process.env.COMPARE_DATABASE_URL;
    const asked: Restore = {
      ...{ connectionString, log },
      ...(folder === undefined ? {} : { folder }),
      ...(compareWith ? { compareWith } : {}),
      ...(redis === undefined ? {} : { redis }),
    };
    if (words.includes('--yes')) return await restore(asked);
    await planRestore(asked);
    log('nothing was changed: add --yes to do it');
  });
}
