import { env } from 'cloudflare:workers';
import { sql } from 'drizzle-orm';
import { describe, expect, inject, it } from 'vitest';
import { Database } from '../../workers/platform/database.ts';
import { isDatabaseAway } from '../../workers/platform/postgres-error.ts';
import { classifyFailure } from '../../workers/pool/classify-failure.ts';

// The embedded database is never a replica, and ignores the options of a connection.
describe.runIf(inject('databaseKind') === 'server')('a database that a failover made read-only', () => {
  it('is not ready, and refuses with an error that may be retried', async () => {
    const address = new URL(env.HYPERDRIVE.connectionString);
    address.searchParams.set('options', '-c default_transaction_read_only=on');
    const replica = new Database({ kind: 'hyperdrive', connectionString: address.href });
    const primary = new Database({ kind: 'hyperdrive', connectionString: env.HYPERDRIVE.connectionString });
    expect([await replica.isWritable(), await primary.isWritable()]).toEqual([false, true]);

    const refused = await replica
      .transaction('system', (tx) => tx.execute(sql`DELETE FROM tenants WHERE false`))
      .catch((error: unknown) => error);
    expect([isDatabaseAway(refused), classifyFailure(refused)]).toEqual([true, 'transient']);
    await Promise.all([replica.close(), primary.close()]);
  });
});
