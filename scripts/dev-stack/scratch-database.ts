import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** A database of the caller's own, which is dropped when it stops. */
export interface ScratchDatabase {
  kind: 'embedded' | 'server';
  url: string;
  stop(): Promise<void>;
}

/** Creates an empty database: in memory, or on the server at `serverUrl`. */
export async function startScratchDatabase(serverUrl: string | undefined): Promise<ScratchDatabase> {
  if (serverUrl === undefined) {
    return { kind: 'embedded', ...(await startEmbeddedPostgres({ dataDir: undefined, port: 0 })) };
  }
  const name = `ragline_test_${randomUUID().replaceAll('-', '')}`;
  await runOn(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { kind: 'server', url: url.href, stop: () => runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function runOn(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
