import { env } from 'cloudflare:workers';
import type { SQL } from 'drizzle-orm';
import { parseConfig } from '../../workers/platform/config.ts';
import { Database, type Tx } from '../../workers/platform/database.ts';

/** Runs `work` in a transaction as the tenant, past the API. */
export async function asTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const database = new Database(parseConfig({ ...env }, env.HYPERDRIVE.connectionString).database);
  try {
    return await database.transaction({ systemWorkIn: tenantId }, work);
  } finally {
    await database.close();
  }
}

/** Runs one statement as the tenant, past the API: to see what is stored, or to let time pass. */
export async function inTenantDatabase<T extends Record<string, unknown>>(
  tenantId: string,
  statement: SQL,
): Promise<T[]> {
  const result = await asTenant(tenantId, (tx) => tx.execute(statement));
  // The caller names the columns that its statement selects.
  return result.rows as T[];
}
