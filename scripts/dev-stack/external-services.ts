import pg from 'pg';
import { connectionFault, describeDatabase } from '../database-fault.ts';
import { UserFault } from './user-fault.ts';

const OLDEST_SERVER_VERSION = 150_000;

/** Rejects with UserFault unless the database at DATABASE_URL can be reached, is PostgreSQL 15 or newer and offers pgvector. */
export async function requireDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; vector: boolean }>(
      `select current_setting('server_version_num')::int as version,
              exists (select from pg_available_extensions where name = 'vector') as vector`,
    );
    const name = describeDatabase(connectionString);
    if ((rows[0]?.version ?? 0) < OLDEST_SERVER_VERSION) {
      throw new UserFault(
        `The database ${name} is older than PostgreSQL 15: use a newer one, or unset DATABASE_URL for the embedded one.`,
      );
    }
    if (!rows[0]?.vector) {
      throw new UserFault(
        `The database ${name} lacks the pgvector extension: install it on that server (https://github.com/pgvector/pgvector), or unset DATABASE_URL for the embedded one.`,
      );
    }
  } catch (error) {
    const fault = connectionFault(error, connectionString);
    throw fault ? new UserFault(fault) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Rejects with UserFault unless the Upstash endpoint answers PING with this token. */
export async function requireUpstash(url: string, token: string): Promise<void> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new UserFault(
      'UPSTASH_REDIS_REST_URL is not an http(s) address: copy it from the Upstash console, or unset it for a local Redis.',
    );
  }
  const { host } = new URL(url);
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '["PING"]',
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    status = response.status;
  } catch {
    throw new UserFault(
      `Cannot reach Redis at ${host}: correct UPSTASH_REDIS_REST_URL, or unset it for a local Redis.`,
    );
  }
  if (status === 401 || status === 403) {
    throw new UserFault(`Redis at ${host} refuses the token: correct UPSTASH_REDIS_REST_TOKEN.`);
  }
  if (status !== 200)
    throw new UserFault(`Redis at ${host} answers PING with HTTP ${status}: check UPSTASH_REDIS_REST_URL.`);
}
