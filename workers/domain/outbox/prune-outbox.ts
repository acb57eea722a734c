import { sql } from 'drizzle-orm';
import { outbox } from '../../../schema/tables/delivery.ts';
import type { Services } from '../context.ts';

const BATCH_ROWS = 2_000;
const MAX_BATCHES = 20;

/**
 * Deletes rows that were delivered more than a day ago, of all tenants, in a bounded number of batches, each a
 * transaction.
 * @returns How many it deleted.
 */
export async function pruneOutbox(services: Pick<Services, 'db'>): Promise<number> {
  let dropped = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    // The database's clock, as in the policy that lets the system role delete only these rows.
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
