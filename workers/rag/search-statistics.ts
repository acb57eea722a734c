import { sql } from 'drizzle-orm';
import type { Services } from '../domain/context.ts';

/** With fewer chunks than these, each search counts its terms itself. */
const COUNTED_FROM = 2_000;
/** A term in so many chunks of a kind is common: counting those of a rarer one takes a search no time. */
const COMMON_FROM = 200;
/**
 * The share of a term hardly depends on the number of chunks: it is counted again once that number has grown by half,
 * or after this time.
 */
const MAX_GROWTH = 1.5;
const MAX_AGE_MS = 24 * 60 * 60 * 1000;
/** Chunks whose terms are written again in one transaction. */
const RESTEMMED_AT_ONCE = 500;
/** Entries of the inverted index that are counted in one transaction. */
const STEP = 500_000;
/** Sorts after every term. */
const LAST = String.fromCodePoint(0x10ffff);

/**
 * Brings what searches by words read up to date: the terms of chunks that are indexed in another language than the
 * tenant's, and what the weight of a word is measured against: the number and length of chunks, by kind, and the share
 * of them that its common terms are in.
 * @param step How many entries of the index are counted in one transaction.
 */
export async function refreshStatistics(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  tenantId: string,
  { step = STEP } = {},
): Promise<void> {
  while ((await restem(db, tenantId)) === RESTEMMED_AT_ONCE);
  const now = clock.now();
  const outdated = new Date(now.getTime() - MAX_AGE_MS).toISOString();
  const due = await db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    await tx.execute(sql`
      INSERT INTO search_statistics AS s (tenant_id, kind, chunks, average_length)
      SELECT ${tenantId}, kind, count(*), avg(length) FROM chunks WHERE tenant_id = ${tenantId} GROUP BY kind
      ON CONFLICT (tenant_id, kind) DO UPDATE SET chunks = excluded.chunks, average_length = excluded.average_length
        WHERE (s.chunks, s.average_length) <> (excluded.chunks, excluded.average_length)`);
    // Marked as counted before the count: of several concurrent callers one counts, and one that dies leaves the older
    // shares.
    const { rows } = await tx.execute<{ kind: string; chunks: number }>(sql`
      UPDATE search_statistics s SET counted_chunks = s.chunks, counted_at = ${now.toISOString()}
      WHERE s.tenant_id = ${tenantId} AND CASE
        WHEN s.counted_chunks IS NULL THEN s.chunks >= ${COUNTED_FROM}
        ELSE greatest(s.chunks, s.counted_chunks) > ${MAX_GROWTH}::float8 * least(s.chunks, s.counted_chunks) OR s.counted_at < ${outdated}
      END
      RETURNING s.kind, s.chunks`);
    return rows;
  });
  for (const { kind, chunks } of due) await countCommonTerms(db, { tenantId, kind, chunks, step });
}

/**
 * The triggers on `chunks` write the terms. The language is asked once, and rows are found by key: joined, each row
 * asks.
 */
async function restem(db: Services['db'], tenantId: string): Promise<number> {
  const { rowCount } = await db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx.execute(sql`
      UPDATE chunks SET language = (SELECT search_language(${tenantId})) WHERE tenant_id = ${tenantId} AND id = ANY (ARRAY(
        SELECT id FROM chunks WHERE tenant_id = ${tenantId} AND language <> (SELECT search_language(${tenantId}))
        LIMIT ${RESTEMMED_AT_ONCE}
      ))`),
  );
  return rowCount ?? 0;
}

/** In steps over ranges of terms: counting a million chunks in one statement would hold its locks too long. */
async function countCommonTerms(
  db: Services['db'],
  { tenantId, kind, chunks, step }: { tenantId: string; kind: string; chunks: number; step: number },
): Promise<void> {
  let after = '';
  while (after !== LAST) {
    const { rows } = await db.transaction({ systemWorkIn: tenantId }, (tx) =>
      tx.execute<{ upto: string }>(sql`
        WITH range AS MATERIALIZED (
          SELECT coalesce((
            SELECT term FROM chunk_terms WHERE tenant_id = ${tenantId} AND kind = ${kind} AND term > ${after}
            ORDER BY term OFFSET ${step} LIMIT 1
          ), ${LAST}) AS upto
        ),
        common AS MATERIALIZED (
          SELECT term, count(*) AS occurrences FROM chunk_terms
          WHERE tenant_id = ${tenantId} AND kind = ${kind} AND term > ${after} AND term <= (SELECT upto FROM range)
          GROUP BY term HAVING count(*) >= ${COMMON_FROM}
        ),
        gone AS (
          DELETE FROM common_terms m
          WHERE m.tenant_id = ${tenantId} AND m.kind = ${kind} AND m.term > ${after} AND m.term <= (SELECT upto FROM range)
            AND NOT EXISTS (SELECT FROM common c WHERE c.term = m.term)
        ),
        kept AS (
          INSERT INTO common_terms (tenant_id, kind, term, share)
          SELECT ${tenantId}, ${kind}, term, occurrences::real / ${chunks} FROM common ORDER BY term
          ON CONFLICT (tenant_id, kind, term) DO UPDATE SET share = excluded.share
        )
        SELECT upto FROM range`),
    );
    after = rows[0]?.upto ?? LAST;
  }
}
