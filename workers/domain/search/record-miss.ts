import { sql } from 'drizzle-orm';
import { sha256Hex } from '../../platform/ids.ts';
import { type Ctx, inTransaction } from '../context.ts';

/** The number of people who must have searched for the same words before the words are stored. */
const MIN_PEOPLE = 3;
/** The most misses of a tenant. The least recent are dropped, those without words first. */
const MAX_MISSES = 1_000;
const HASHED_DAYS = 7;
const SHOWN_DAYS = 90;
/** Enough to distinguish a few people. */
const SEEKER_DIGITS = 12;

/**
 * Counts a search that found nothing. The misses reveal words that several people used, and nothing about one person:
 * before the third person only hashes are stored, afterwards no trace of the people.
 * @param words Folded, in the order of the query.
 */
export async function recordMiss(ctx: Ctx, words: readonly string[]): Promise<void> {
  const { tenantId, userId } = ctx.principal;
  const query = words.join(' ');
  const hash = await sha256Hex(`${tenantId}\n${query}`);
  const seeker = (await sha256Hex(`${hash}\n${userId}`)).slice(0, SEEKER_DIGITS);
  const now = ctx.clock.now();
  const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString();
  await inTransaction(ctx, async ({ tx }) => {
    const isEnough = sql`m.query IS NOT NULL OR cardinality(m.seekers) >= ${MIN_PEOPLE - 1} AND ${seeker} <> ALL (m.seekers)`;
    await tx.execute(sql`
      INSERT INTO search_misses AS m (tenant_id, query_hash, seekers, searches, searched_at, expires_at)
      VALUES (${tenantId}, ${hash}, ARRAY[${seeker}::text], 1, ${now.toISOString()}, ${inDays(HASHED_DAYS)})
      ON CONFLICT (tenant_id, query_hash) DO UPDATE SET
        query = CASE WHEN ${isEnough} THEN ${query} END,
        seekers = CASE WHEN ${isEnough} THEN '{}' WHEN ${seeker} = ANY (m.seekers) THEN m.seekers ELSE array_append(m.seekers, ${seeker}::text) END,
        searches = m.searches + 1, searched_at = excluded.searched_at,
        expires_at = CASE WHEN ${isEnough} THEN ${inDays(SHOWN_DAYS)}::timestamptz ELSE excluded.expires_at END`);
    await tx.execute(sql`
      DELETE FROM search_misses WHERE tenant_id = ${tenantId} AND query_hash IN (
        SELECT query_hash FROM search_misses WHERE tenant_id = ${tenantId}
        ORDER BY (query IS NULL), searched_at DESC OFFSET ${MAX_MISSES})`);
  });
}
