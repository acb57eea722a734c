import { type SQL, sql } from 'drizzle-orm';
import type { Services } from '../context.ts';

const BATCH_ROWS = 2_000;
const MAX_BATCHES = 10;

interface Expiry {
  table: string;
  due: SQL;
  isExpired: SQL;
}

/** The rows to delete, and when. The policies of the system role allow only these rows. */
const EXPIRED = {
  idempotency_keys: { due: sql`created_at`, isExpired: sql`created_at < now() - interval '25 hours'` },
  quotes: { due: sql`expires_at`, isExpired: sql`order_id IS NULL AND expires_at < now() - interval '30 days'` },
  guest_quotes: {
    table: 'quotes',
    due: sql`expires_at`,
    isExpired: sql`order_id IS NULL AND of_guest AND expires_at < now() - interval '6 hours'`,
  },
  conversations: { due: sql`updated_at`, isExpired: sql`of_guest AND updated_at < now() - interval '7 days'` },
  account_conversations: {
    table: 'conversations',
    due: sql`updated_at`,
    isExpired: sql`updated_at < now() - interval '400 days'`,
  },
  jobs: {
    due: sql`updated_at`,
    isExpired: sql`status NOT IN ('queued', 'running') AND updated_at < now() - interval '30 days'`,
  },
  // The day's figures of each guest and address for two days; those of all guests, which their month needs, for 40.
  guest_spend: {
    due: sql`updated_at`,
    isExpired: sql`updated_at < now() - CASE subject WHEN 'all' THEN interval '40 days' ELSE interval '2 days' END`,
  },
  operator_spend: { due: sql`month`, isExpired: sql`month < now() - interval '62 days'` },
  refresh_tokens: { due: sql`expires_at`, isExpired: sql`expires_at < now() - interval '30 days'` },
  sessions: { due: sql`last_used_at`, isExpired: sql`last_used_at < now() - interval '60 days'` },
  invitations: { due: sql`expires_at`, isExpired: sql`expires_at < now() - interval '1 hour'` },
  help_requests: { due: sql`updated_at`, isExpired: sql`updated_at < now() - interval '90 days'` },
  search_misses: { due: sql`expires_at`, isExpired: sql`expires_at < now()` },
} satisfies Record<string, Omit<Expiry, 'table'> & Partial<Expiry>>;

export type Pruned = Record<keyof typeof EXPIRED | 'chat_turns', number>;

/**
 * Deletes the expired rows of all tenants, oldest first (docs/RETENTION.md has the periods). It works in a bounded
 * number of batches, each one transaction: the rest waits for the next call.
 * @returns The number of deleted rows of each kind.
 */
export async function pruneExpired(services: Pick<Services, 'db'>): Promise<Pruned> {
  return {
    idempotency_keys: await prune(services, 'idempotency_keys'),
    chat_turns: await dropLostTurns(services),
    guest_spend: await prune(services, 'guest_spend'),
    operator_spend: await prune(services, 'operator_spend'),
    quotes: await prune(services, 'quotes'),
    guest_quotes: await prune(services, 'guest_quotes'),
    conversations: await prune(services, 'conversations'),
    account_conversations: await prune(services, 'account_conversations'),
    jobs: await prune(services, 'jobs'),
    refresh_tokens: await prune(services, 'refresh_tokens'),
    sessions: await prune(services, 'sessions'),
    invitations: await prune(services, 'invitations'),
    help_requests: await prune(services, 'help_requests'),
    search_misses: await prune(services, 'search_misses'),
  };
}

/** Returns reservations of lost turns to the operator's month. */
async function dropLostTurns({ db }: Pick<Services, 'db'>): Promise<number> {
  const { rows } = await db.transaction('system', (tx) =>
    tx.execute<{ lost: number }>(sql`
      WITH lost AS (
        DELETE FROM chat_turns WHERE begun_at < now() - interval '24 hours'
        RETURNING operator_month, operator_shard(tenant_id) AS shard, held_tokens AS tokens, held_cost_micros AS cost,
          guest_id IS NOT NULL AS is_guest
      ), held AS (
        SELECT operator_month, shard, sum(tokens) AS tokens, sum(cost) AS cost,
          coalesce(sum(tokens) FILTER (WHERE is_guest), 0) AS guest_tokens,
          coalesce(sum(cost) FILTER (WHERE is_guest), 0) AS guest_cost
        FROM lost GROUP BY operator_month, shard
      ), given_back AS (
        UPDATE operator_spend o SET tokens = greatest(0, o.tokens - h.tokens),
          cost_micros = greatest(0, o.cost_micros - h.cost),
          guest_tokens = greatest(0, o.guest_tokens - h.guest_tokens),
          guest_cost_micros = greatest(0, o.guest_cost_micros - h.guest_cost)
        FROM held h WHERE o.month = h.operator_month AND o.shard = h.shard
      )
      SELECT count(*)::integer AS lost FROM lost`),
  );
  return rows[0]?.lost ?? 0;
}

async function prune({ db }: Pick<Services, 'db'>, name: keyof typeof EXPIRED): Promise<number> {
  const { due, isExpired, ...named }: Omit<Expiry, 'table'> & Partial<Expiry> = EXPIRED[name];
  const table = sql.identifier(named.table ?? name);
  let dropped = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    // A batch ends at its newest row, because the system role may not read keys. Rows of the same instant belong to it.
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
