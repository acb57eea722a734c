import { chmod, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { checkInventory } from '../schema-inventory.ts';
import { DUMP, hashOf, MANIFEST, type Manifest, takeStock } from './manifest.ts';
import { requireAllRows, runPostgresProgram, withClient } from './postgres-client.ts';

/**
 * Writes a backup of the whole database into a new folder, readable by its owner only: a dump and its manifest. The
 * dump is one snapshot, and orders continue meanwhile. Rejects when the schema is not whole, when the role does not see
 * every row, and when `pg_dump` fails.
 */
export async function backUp({
  connectionString,
  folder,
}: {
  connectionString: string;
  folder: string;
}): Promise<Manifest> {
  await makeFolder(folder);
  return await withClient(connectionString, async (client) => {
    await requireAllRows(client);
    await checkInventory(client);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ snapshot: string; now: Date }>(
      'SELECT pg_export_snapshot() AS snapshot, now() AS now',
    );
    const [moment] = rows;
    if (moment === undefined) throw new Error('The database gave no snapshot.');
    const stock = await takeStock(client);
    const unfinished = join(folder, `${DUMP}.unfinished`);
    const args = ['--format=custom', `--snapshot=${moment.snapshot}`, `--file=${unfinished}`];
    await runPostgresProgram('pg_dump', connectionString, args);
    await chmod(unfinished, 0o600);
    await rename(unfinished, join(folder, DUMP));
    const dump_sha256 = await hashOf(join(folder, DUMP));
    const manifest: Manifest = { version: 1, taken_at: moment.now.toISOString(), dump_sha256, ...stock };
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    return manifest;
  });
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty: name a new folder.`);
}

if (import.meta.main) {
  await runCommand('backup', async ({ connectionString, log }) => {
    const [folder, ...more] = process.argv.slice(2);
    if (folder === undefined || more.length > 0) {
      throw new Error('name the folder to write, which must be new: npm run ops -- backup backups/2026-01-31.');
    }
    const { taken_at, rows } = await backUp({ connectionString, folder });
    log(`${folder} holds the database of ${taken_at}: ${rows.tenants} tenants, ${rows.orders} orders.`);
    log('It holds what people wrote and the hashes of their passwords: keep it as safe as the database.');
    log('The key set (AUTH_PRIVATE_JWKS) is not in it: keep that in your secret manager.');
  });
}
