import type pg from 'pg';
import { z } from 'zod';
import { createRedis, type Redis } from '../../workers/platform/redis.ts';

/** An order that was placed and that the restored database does not hold. */
export interface LostOrder {
  id: string;
  tenantId: string;
  number: number;
}

/** Transactions that were open at the time of the backup may have committed orders whose time is before it. */
const OVERLAP = '1 hour';
const STREAM = 'ragline:stream:orders';
const PAGE = 1_000;

/** The client leaves replies as they are: an entry's id, and its fields and values in turn. */
const Reply = z.array(z.tuple([z.string(), z.array(z.string())]));
const fieldOf = (words: readonly string[], name: string): string | undefined =>
  words.find((_, at) => at % 2 === 1 && words[at - 1] === name);

const OrderEvent = z.object({
  tenantid: z.string(),
  data: z.object({ order: z.object({ id: z.string(), number: z.number() }) }),
});

/** The orders of the database before the restore that are not in the restored one. */
export async function lostSince(restoredTo: Date, before: pg.Client, restored: pg.Client): Promise<LostOrder[]> {
  const { rows } = await before.query<{ id: string; tenant_id: string; number: string }>(
    `SELECT id, tenant_id, number FROM orders WHERE created_at > $1::timestamptz - interval '${OVERLAP}'`,
    [restoredTo],
  );
  const orders = rows.map(({ id, tenant_id, number }) => ({ id, tenantId: tenant_id, number: Number(number) }));
  return await onlyMissing(orders, restored);
}

/** The orders of the events that were mirrored to Redis, at most the newest 10,000, that are not in the restored database. */
export async function lostFromStream(redis: Redis, restored: pg.Client): Promise<LostOrder[]> {
  const orders = new Map<string, LostOrder>();
  for (let from = '-'; ; ) {
    const entries = Reply.parse(await redis.xrange(STREAM, from, '+', PAGE));
    for (const [, words] of entries) {
      // The data of an event that was too large for its Queue is not in the stream.
      const { data: found } = OrderEvent.safeParse(JSON.parse(fieldOf(words, 'event') ?? 'null'));
      if (found === undefined) continue;
      const { id, number } = found.data.order;
      orders.set(id, { id, number, tenantId: found.tenantid });
    }
    const last = entries.at(-1)?.[0];
    if (last === undefined || entries.length < PAGE) break;
    from = `(${last}`;
  }
  return await onlyMissing([...orders.values()], restored);
}

/** Forgets what Redis holds of products: newer versions than the database has would win over its own for minutes. */
export async function emptyCache(redis: Redis): Promise<void> {
  for (let cursor = '0'; ; ) {
    const [next, keys] = await redis.scan(cursor, { match: 'ragline:*:cache:*', count: PAGE });
    if (keys.length > 0) await redis.del(...keys);
    cursor = String(next);
    if (cursor === '0') return;
  }
}

/** The Redis of the variables that the Worker has; undefined when they are not set. */
export function redisOf(env: NodeJS.ProcessEnv): Redis | undefined {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = env;
  return url && token ? createRedis({ url, token }) : undefined;
}

async function onlyMissing(orders: readonly LostOrder[], restored: pg.Client): Promise<LostOrder[]> {
  const { rows } = await restored.query<{ id: string }>('SELECT id FROM orders WHERE id = ANY($1::uuid[])', [
    orders.map(({ id }) => id),
  ]);
  const known = new Set(rows.map(({ id }) => id));
  return orders.filter(({ id }) => !known.has(id)).sort((a, b) => a.number - b.number);
}
