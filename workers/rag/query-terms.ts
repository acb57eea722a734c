import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../platform/database.ts';
import { textArray } from './sql-arrays.ts';

export type ChunkKind = 'product' | 'document';

/** A term of the query and how much it counts. */
export interface WeightedTerm {
  term: string;
  weight: number;
}

/** What a tenant's texts say about a query. */
const Analysis = z.object({
  terms: z.array(
    z.object({
      term: z.string(),
      /** How often the query has it. */
      count: z.number(),
      /** In how many chunks it is. */
      chunks: z.number(),
      /** 1 for a term of the query itself, less for one that is spelled like it. */
      likeness: z.number(),
    }),
  ),
  kinds: z.array(z.object({ kind: z.enum(['product', 'document']), chunks: z.number(), average_length: z.number() })),
  /** The model that the tenant is searched by; null before its first vectors are complete. */
  model: z.string().nullable(),
});
export type Analysis = z.infer<typeof Analysis>;

/** A word that nobody wrote is looked up among the words that are there, in a query that is no longer than a few. */
const MAX_TERMS_FOR_LIKENESS = 32;
const MIN_LIKENESS = 0.42;
/** Shorter words are like too many others. */
const MIN_LIKE_LENGTH = 4;
const MAX_LIKE = 2;

/** Two words side by side say more than each by itself. Metzler and Croft, SIGIR 2005. */
const PAIR_WEIGHT = 2;
/** Of a long query the terms that tell most: enough that more change nothing, few enough to be fast. */
const MAX_WORDS = 64;
const MAX_PAIRS = 64;

/** Looks up the query's terms, in one statement: where they are, what else they may mean, and what all is weighed by. */
export async function analyseQuery(
  tx: Tx,
  { tenantId, kinds, query }: { tenantId: string; kinds: readonly ChunkKind[]; query: string },
): Promise<Analysis> {
  const { rows } = await tx.execute(analysisStatement(tenantId, kinds, query));
  return Analysis.parse(rows[0]);
}

function analysisStatement(tenantId: string, kinds: readonly ChunkKind[], query: string): SQL {
  const occurrences = (term: SQL) => sql`(
    SELECT count(*) FROM chunk_terms o WHERE o.tenant_id = ${tenantId} AND o.kind = ANY (${textArray(kinds)}) AND o.term = ${term}
  )`;
  return sql`
    WITH typed AS MATERIALIZED (
      SELECT t.term, t.weight AS count, ${occurrences(sql`t.term`)} AS chunks FROM search_terms('', ${query}) t
    ),
    likely AS (
      SELECT v.term, max(v.likeness) AS likeness FROM typed y CROSS JOIN LATERAL (
        SELECT w.term, greatest(similarity(y.term, w.term),
          least(word_similarity(y.term, w.term), word_similarity(w.term, y.term))) AS likeness
        FROM vocabulary w WHERE w.tenant_id = ${tenantId} ORDER BY likeness DESC, w.term LIMIT ${MAX_LIKE}
      ) v
      WHERE y.chunks = 0 AND position(' ' IN y.term) = 0 AND length(y.term) >= ${MIN_LIKE_LENGTH}
        AND (SELECT count(*) FROM typed) <= ${MAX_TERMS_FOR_LIKENESS} AND v.likeness > ${MIN_LIKENESS}
      GROUP BY v.term
    ),
    found AS (
      SELECT term, count, chunks, 1 AS likeness FROM typed WHERE chunks > 0
      UNION ALL SELECT term, 1, ${occurrences(sql`likely.term`)}, likeness FROM likely
    )
    SELECT
      coalesce((SELECT jsonb_agg(found) FROM found), '[]') AS terms,
      (SELECT jsonb_agg(jsonb_build_object('kind', k.kind, 'chunks', coalesce(s.chunks, live.chunks), 'average_length', coalesce(s.average_length, live.average_length)))
        FROM unnest(${textArray(kinds)}) AS k (kind)
        LEFT JOIN search_statistics s ON s.tenant_id = ${tenantId} AND s.kind = k.kind
        LEFT JOIN LATERAL (
          -- Before the indexer has counted for the first time.
          SELECT count(*) AS chunks, coalesce(avg(c.length), 1) AS average_length FROM chunks c
          WHERE s.kind IS NULL AND c.tenant_id = ${tenantId} AND c.kind = k.kind
        ) live ON true
      ) AS kinds,
      (SELECT model FROM search_indexes WHERE tenant_id = ${tenantId}) AS model`;
}

/**
 * The terms to search for, by how much they tell: rare ones more than common ones, one that the query repeats more
 * than one it has once, and a pair more than a word. Inverse document frequency: Robertson and Zaragoza, 2009.
 */
export function weighTerms({ terms, kinds }: Pick<Analysis, 'terms' | 'kinds'>): WeightedTerm[] {
  const total = kinds.reduce((sum, { chunks }) => sum + chunks, 0);
  const weighed = terms
    .filter(({ chunks }) => chunks > 0)
    .map(({ term, count, chunks, likeness }) => {
      // The count of all chunks may be older than the index.
      const all = Math.max(total, chunks);
      const rarity = Math.log(1 + (all - chunks + 0.5) / (chunks + 0.5));
      return { term, weight: count * rarity * likeness * (isPair(term) ? PAIR_WEIGHT : 1) };
    })
    .toSorted((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
  return [
    ...weighed.filter(({ term }) => !isPair(term)).slice(0, MAX_WORDS),
    ...weighed.filter(({ term }) => isPair(term)).slice(0, MAX_PAIRS),
  ];
}

const isPair = (term: string): boolean => term.includes(' ');
