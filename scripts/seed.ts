import pg from 'pg';
import { seedDemo } from '../schema/seed/seed-demo.ts';
import { productChunk } from '../workers/domain/catalog/product-chunk.ts';
import { hashPassword } from '../workers/platform/passwords.ts';
import { chunkRows } from '../workers/rag/ingest-document.ts';
import { runCommand } from './run-command.ts';

/**
 * Puts the demo tenants into the database, once: answers false when they are there already.
 * Rejects with the `pg` error when the database cannot be reached or has no schema yet.
 */
export async function seed(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await seedDemo({ client, hashPassword, productChunk, documentChunks: chunkRows })).seeded;
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  await runCommand('seed', async ({ connectionString, log }) => {
    log(
      (await seed(connectionString))
        ? 'the demo tenants bistro and grocer are in.'
        : 'nothing to do: the demo tenants are there.',
    );
  });
}
