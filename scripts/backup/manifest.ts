import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { z } from 'zod';

export const DUMP = 'database.dump';
export const MANIFEST = 'manifest.json';

/** The contents of a backup, counted in the snapshot that was dumped. */
const Manifest = z.object({
  version: z.literal(1),
  taken_at: z.iso.datetime(),
  dump_sha256: z.string(),
  migrations: z.array(z.string()),
  /** Rows by table. */
  rows: z.record(z.string(), z.number()),
  /** The newest value of each sequence when the dump began. */
  sequences: z.record(z.string(), z.number()),
});
export type Manifest = z.infer<typeof Manifest>;

/** @throws {Error} when the folder holds no complete backup, or its dump was altered. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new Error(`${folder} holds no complete backup: ${MANIFEST} is missing. It is written last.`);
  }
  const manifest = Manifest.safeParse(parse(text));
  if (!manifest.success) throw new Error(`${MANIFEST} cannot be read: it was changed, or a newer release wrote it.`);
  const found = await hashOf(join(folder, DUMP)).catch(() => undefined);
  if (found !== manifest.data.dump_sha256) {
    throw new Error(`${DUMP} is not the file that was backed up: it is missing, incomplete or was changed.`);
  }
  return manifest.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Counts what the database holds, as the transaction of `client` sees it. */
export async function takeStock(client: pg.Client): Promise<Pick<Manifest, 'migrations' | 'rows' | 'sequences'>> {
  const sequences = await client.query<{ name: string; value: string | null }>(
    "SELECT sequencename AS name, last_value AS value FROM pg_sequences WHERE schemaname = 'public'",
  );
  const migrations = await client.query<{ name: string }>('SELECT name FROM ragline_migrations ORDER BY name');
  const tables = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  const rows: Record<string, number> = {};
  for (const { name } of tables.rows) {
    const { rows: counted } = await client.query<{ count: string }>(
      `SELECT count(*) FROM ${pg.escapeIdentifier(name)}`,
    );
    rows[name] = Number(counted[0]?.count);
  }
  return {
    migrations: migrations.rows.map(({ name }) => name),
    rows,
    sequences: Object.fromEntries(sequences.rows.map(({ name, value }) => [name, Number(value ?? 0)])),
  };
}

/**
 * Compares a restored database with its backup.
 * @returns One sentence for each missing or surplus migration, row or sequence.
 */
export function compareStock(
  backup: Pick<Manifest, 'migrations' | 'rows' | 'sequences'>,
  restored: Pick<Manifest, 'migrations' | 'rows' | 'sequences'>,
): string[] {
  const missing = backup.migrations.filter((name) => !restored.migrations.includes(name));
  const rows = Object.entries(backup.rows).filter(([table, count]) => restored.rows[table] !== count);
  // A sequence is dumped with its current value, which may be later than the snapshot.
  const sequences = Object.entries(backup.sequences).filter(
    ([name, value]) => (restored.sequences[name] ?? -1) < value,
  );
  return [
    ...missing.map((name) => `the migration ${name} is missing`),
    ...rows.map(([table, count]) => `${table} has ${restored.rows[table] ?? 'no'} rows instead of ${count}`),
    ...sequences.map(([name, value]) => `the sequence ${name} is below ${value}`),
  ];
}
