import { sql } from 'drizzle-orm';
import { outbox } from '../../../schema/tables/delivery.ts';
import type { Services } from '../context.ts';

const BATCH_ROWS = 2_000;
const MAX_BATCHES = 20;

/**
 * Drops rows that were delivered more than a day ago, of all tenants: the hub's log keeps its events no longer either.
 * In batches, each a transaction, and a bounded number of them: what is left waits for the next call.
 * @returns How many were dropped.
 */
export async function pruneOutbox(services: Pick<Services, 'db'>): Promise<number> {
  let dropped = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    // The database's own clock, as in the policy that lets the system role delete these rows and no others.
    const { rowCount } = await services.db.transaction('system', (tx) =>
      tx.execute(sql`
        DELETE FROM ${outbox} WHERE position IN (
          SELECT position FROM ${outbox} WHERE processed_at < now() - interval '24 hours'
          ORDER BY processed_at LIMIT ${BATCH_ROWS}
        )`),
    );
    dropped += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH_ROWS) break;
  }
  return dropped;
}
