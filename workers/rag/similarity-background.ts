import { type SQL, sql } from 'drizzle-orm';
import type { ChunkKind } from './query-terms.ts';
import { textArray } from './sql-arrays.ts';

/** Chunks of each kind that a query is compared with to learn how near unrelated ones are. */
const SAMPLE = 100;
/** With fewer other chunks than these there is no baseline. */
const FEWEST_OTHERS = 8;
/**
 * A nearness that is in no way remarkable counts nothing, and is not looked up; spellings come near by chance more
 * often.
 */
const MIN_DEVIATIONS = { meanings: 2, spellings: 3.25 };
/**
 * The quantile of the normal distribution from which a product that no word found is shown, and a document. A passage
 * beside the point costs an answer little; a dish that was not asked for is wrong.
 */
const STANDS_OUT = { product: 3.25, document: 2 };
/** Standing out so far counts in full. */
const FULL_DEVIATIONS = 6;
/**
 * The most points that a vector gives, where 1 is a chunk with all of the query's words: names and skus of products
 * come first.
 */
const WEIGHTS = { product: 0.3, document: 0.8 };
/** Avoids a division by zero when all distances are equal. */
const MIN_VARIANCE = 1e-6;
/** Cosine distances are from 0 to 2; that of a vector of zeros is no number, which sorts behind. */
const MAX_DISTANCE = 2;

/** How vectors are compared with the query's, as SQL. */
export interface Distances {
  /** The query's vector. */
  query: SQL;
  /** The tenant's vectors `e` of the query's model, as `content_hash` and `embedding`. */
  byModel: SQL;
}

/**
 * How far from the query the tenant's chunks are, by kind: the sums over a sample, and the distance beyond which
 * nothing counts. Ordered by the hashes of their texts chunks stand as if by chance, so the first ones are a sample.
 */
export function backgroundOf(
  { tenantId, kinds, isLexical }: { tenantId: string; kinds: readonly ChunkKind[]; isLexical: boolean },
  { query, byModel }: Distances,
): SQL {
  const minDeviations = isLexical ? MIN_DEVIATIONS.spellings : MIN_DEVIATIONS.meanings;
  return sql`
    SELECT k.kind, count(s.distance) AS sampled, sum(s.distance) AS total, sum(s.distance * s.distance) AS squares,
      CASE WHEN count(s.distance) <= ${FEWEST_OTHERS} THEN ${MAX_DISTANCE}::float8
        ELSE avg(s.distance) - ${minDeviations}::float8 * stddev_pop(s.distance) END AS furthest
    FROM unnest(${textArray(kinds)}) AS k (kind) LEFT JOIN LATERAL (
      SELECT v.embedding <=> ${query} AS distance FROM (
        SELECT x.content_hash FROM chunks x WHERE x.tenant_id = ${tenantId} AND x.kind = k.kind
        ORDER BY x.content_hash LIMIT ${SAMPLE}
      ) AS m CROSS JOIN LATERAL (${byModel} AND e.content_hash = m.content_hash OFFSET 0) AS v
    ) AS s ON s.distance <= ${MAX_DISTANCE}::float8 GROUP BY k.kind`;
}

/**
 * The quantile of Student's t with a degree of freedom less than there are `others`, to the first order: the fewer, the
 * further a chance hit lies out. Abramowitz and Stegun 26.7.5.
 */
const quantileAmong = (normal: number): SQL =>
  sql`(${normal}::float8 + ${(normal ** 3 + normal) / 4}::float8 / nullif(r.others - 1, 0))`;

/**
 * The points of chunks by the deviations that they are nearer to the query than the chunks of the `background`, a hit
 * itself left out where all chunks are the sample. Each model has a scale of its own, and each query of a model: 0.2 is
 * near for one and far for another. Among too few others the nearness itself counts, and finds documents alone.
 * Spellings find nothing alone.
 * @param nearest Chunks, as `id`, `kind` and `distance`.
 */
export function outstanding(nearest: SQL, { weight, isLexical }: { weight: number; isLexical: boolean }): SQL {
  return sql`
    SELECT n.id, ${weight}::float8 * CASE n.kind WHEN 'product' THEN ${WEIGHTS.product}::float8 ELSE ${WEIGHTS.document}::float8 END
        * coalesce(least(z.deviations / ${FULL_DEVIATIONS}::float8, 1), 1 - n.distance / ${MAX_DISTANCE}::float8) AS points,
      ${!isLexical}::boolean AND CASE n.kind
        WHEN 'product' THEN coalesce(z.deviations >= ${quantileAmong(STANDS_OUT.product)}, false)
        ELSE coalesce(z.deviations >= ${quantileAmong(STANDS_OUT.document)}, true)
      END AS is_shown
    FROM (${nearest}) AS n JOIN background b ON b.kind = n.kind
      CROSS JOIN LATERAL (SELECT (b.sampled < ${SAMPLE})::integer AS own) AS o
      CROSS JOIN LATERAL (
        SELECT b.sampled - o.own AS others, b.total - o.own * n.distance AS total, b.squares - o.own * n.distance * n.distance AS squares
      ) AS r
      CROSS JOIN LATERAL (
        SELECT CASE WHEN r.others >= ${FEWEST_OTHERS} THEN (r.total / r.others - n.distance)
          / sqrt(greatest(r.squares / r.others - power(r.total / r.others, 2), ${MIN_VARIANCE}::float8)) END AS deviations
      ) AS z
    WHERE n.distance <= b.furthest`;
}
