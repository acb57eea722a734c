import pg from 'pg';
import { DEMO_SLUGS } from '../schema/seed/demo-slugs.ts';
import { runCommand } from './run-command.ts';

/**
 * Seeds the demo tenants once. Returns false when they exist already.
 * Rejects with the `pg` error when the database cannot be reached or has no schema yet.
 */
export async function seed(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await hasDemo(client)) ? false : await seedAll(client);
  } finally {
    await client.end();
  }
}

async function hasDemo(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('SELECT slug FROM tenants WHERE slug = ANY($1)', [DEMO_SLUGS]);
  return rows.length === DEMO_SLUGS.length;
}

async function seedAll(client: pg.Client): Promise<boolean> {
  // Loaded late: they take a second, and all starts but the first have nothing to put in.
  const [{ seedDemo }, { productChunk }, { hashPassword }, { chunkRows }] = await Promise.all([
    import('../schema/seed/seed-demo.ts'),
    import('../workers/domain/catalog/product-chunk.ts'),
    import('../workers/platform/passwords.ts'),
    import('../workers/rag/ingest-document.ts'),
  ]);
  return (await seedDemo({ client, hashPassword, productChunk, documentChunks: chunkRows })).seeded;
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
