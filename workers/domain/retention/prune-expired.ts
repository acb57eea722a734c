import { type SQL, sql } from 'drizzle-orm';
import type { Services } from '../context.ts';

const BATCH_ROWS = 2_000;
const MAX_BATCHES = 10;

/** What is dropped, and when it is due. The policies of the system role (migrations 0017 and 0024) allow these rows alone. */
const EXPIRED = {
  idempotency_keys: { due: sql`created_at`, isExpired: sql`created_at < now() - interval '25 hours'` },
  quotes: { due: sql`expires_at`, isExpired: sql`order_id IS NULL AND expires_at < now() - interval '30 days'` },
  refresh_tokens: { due: sql`expires_at`, isExpired: sql`expires_at < now() - interval '30 days'` },
  sessions: { due: sql`last_used_at`, isExpired: sql`last_used_at < now() - interval '60 days'` },
  invitations: { due: sql`expires_at`, isExpired: sql`expires_at < now() - interval '1 hour'` },
} satisfies Record<string, { due: SQL; isExpired: SQL }>;

export type Pruned = Record<keyof typeof EXPIRED, number>;

/**
 * Drops idempotency keys that are forgotten, and quotes, refresh tokens and sessions that expired a month ago, of all
 * tenants, the oldest first. In batches, each a transaction, and a bounded number of them: what is left waits for the next call.
 * @returns How many of each were dropped.
 */
export async function pruneExpired(services: Pick<Services, 'db'>): Promise<Pruned> {
  return {
    idempotency_keys: await prune(services, 'idempotency_keys'),
    quotes: await prune(services, 'quotes'),
    refresh_tokens: await prune(services, 'refresh_tokens'),
    sessions: await prune(services, 'sessions'),
    invitations: await prune(services, 'invitations'),
  };
}

async function prune({ db }: Pick<Services, 'db'>, name: keyof typeof EXPIRED): Promise<number> {
  const { due, isExpired } = EXPIRED[name];
  const table = sql.identifier(name);
  let dropped = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    // A batch is told by its newest row, since the system role may read no key. Rows of the same instant go with it.
    const { rowCount } = await db.transaction('system', (tx) =>
      tx.execute(sql`
        DELETE FROM ${table} WHERE ${isExpired} AND ${due} <= coalesce(
          (SELECT ${due} FROM ${table} WHERE ${isExpired} ORDER BY ${due} OFFSET ${BATCH_ROWS - 1} LIMIT 1), 'infinity')`),
    );
    dropped += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH_ROWS) break;
  }
  return dropped;
}
