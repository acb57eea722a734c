import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { MENU_ROW, MenuRow } from './menu-hit.ts';
import type { Analysis, WeightedTerm } from './query-terms.ts';
import { numberArray, textArray } from './sql-arrays.ts';

/** BM25 with its usual constants. Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009. */
const K1 = 1.2;
const B = 0.75;
/** Reciprocal-rank fusion. Cormack, Clarke and Büttcher, SIGIR 2009. */
const RRF_K = 60;
const LEG_LIMIT = 50;

export interface QueryVector {
  values: readonly number[];
  /** Only vectors that this model made are compared. */
  model: string;
  rankWeight: number;
  /** Cosine. Vectors further away are unrelated, however near they come compared with others. */
  minSimilarity: number;
}

/**
 * `filter_first`: both legs rank what may be found, all of it. `rank_first`: both rank everything, the best first, and
 * take what may be found until they have enough; for vectors by the tenant's own index.
 */
export type Strategy = 'filter_first' | 'rank_first';

/** What may be found at all, of each kind: conditions on a product `p` and on a document `d`, chunks being `c`. */
export interface Eligibility {
  product: SQL;
  document: SQL;
}

const FoundRow = z.object({
  id: z.string(),
  /** What a chunk of a product is of. */
  product: MenuRow.nullable(),
  document_id: z.string().nullable(),
  title: z.string().nullable(),
  heading: z.string().nullable(),
  content: z.string(),
  span_start: z.number().nullable(),
  span_end: z.number().nullable(),
  score: z.number(),
});
/** A chunk that was found; `title` is its document's. */
export type FoundChunk = z.infer<typeof FoundRow>;
export const foundChunks = (rows: unknown[]): FoundChunk[] => z.array(FoundRow).parse(rows);

/** Whose chunks, of which kinds, and which of them. */
export interface Scope {
  tenantId: string;
  kinds: Analysis['kinds'];
  eligible: Eligibility;
}

interface Search extends Scope {
  terms: readonly WeightedTerm[];
  vector: QueryVector | undefined;
  strategy: Strategy;
  limit: number;
}

/** The chunks that fit best, both legs ranked and fused in one statement. There must be a term or a vector. */
export function retrievalStatement(search: Search): SQL {
  const { tenantId, terms, vector, limit } = search;
  const legs = [
    ...(terms.length === 0 ? [] : [{ rows: wordLeg(search), order: sql`score DESC`, weight: 1 }]),
    ...(vector === undefined
      ? []
      : // Not by what the planner takes for the order of the index: it finds the near ones in no strict order.
        [{ rows: vectorLeg(search, vector), order: sql`score + 0`, weight: vector.rankWeight }]),
  ];
  const ranked = legs.map(
    ({ rows, order, weight }) => sql`
      SELECT id, ${weight}::float8 / (${RRF_K} + row_number() OVER (ORDER BY ${order}, id)) AS points FROM (${rows}) AS leg`,
  );
  return sql`
    WITH ${search.strategy === 'filter_first' ? sql`eligible AS MATERIALIZED (${eligibleChunks(search)}),` : sql``}
    ranked AS (${sql.join(ranked, sql` UNION ALL `)}),
    fused AS (
      SELECT id, sum(points) AS score FROM ranked GROUP BY id ORDER BY score DESC, id LIMIT ${limit}
    )
    SELECT c.id, CASE WHEN c.product_id IS NOT NULL THEN ${MENU_ROW} END AS product, c.document_id, d.title, c.heading, c.content, c.span_start, c.span_end, f.score
    FROM fused f JOIN chunks c ON c.id = f.id AND c.tenant_id = ${tenantId}
      LEFT JOIN products p ON p.id = c.product_id AND p.tenant_id = ${tenantId}
      LEFT JOIN documents d ON d.id = c.document_id AND d.tenant_id = ${tenantId}
    ORDER BY f.score DESC, c.id`;
}

/** By words: BM25, its constants folded into what is bound once a term and a kind. */
function wordLeg(search: Search): SQL {
  const { tenantId, kinds, terms, strategy } = search;
  const q = sql`unnest(${textArray(terms.map(({ term }) => term))}, ${numberArray(terms.map(({ weight }) => weight * (K1 + 1)))}) AS q (term, weight)`;
  const k = sql`unnest(${textArray(kinds.map(({ kind }) => kind))}, ${numberArray(kinds.map((kind) => (K1 * B) / kind.average_length))}) AS k (kind, per_character)`;
  const scored = sql`
    SELECT t.chunk_id AS id, sum(q.weight * t.weight / (t.weight + ${K1 * (1 - B)}::float8 + k.per_character * t.length)) AS score
    FROM ${q} CROSS JOIN ${k} CROSS JOIN LATERAL (
        SELECT o.chunk_id, o.weight, o.length FROM chunk_terms o
        WHERE o.tenant_id = ${tenantId} AND o.kind = k.kind AND o.term = q.term OFFSET 0
      ) AS t`;
  if (strategy === 'filter_first') {
    return sql`${scored} WHERE t.chunk_id IN (SELECT id FROM eligible) GROUP BY 1 ORDER BY score DESC LIMIT ${legLimit(search)}`;
  }
  return sql`
    SELECT w.id, w.score FROM (${scored} GROUP BY 1 ORDER BY score DESC) AS w
      CROSS JOIN LATERAL (${chunksWhere(tenantId, sql`x.id = w.id`)}) AS c ${ownedByEligible(search)}
    ORDER BY w.score DESC LIMIT ${legLimit(search)}`;
}

/** By nearness. */
function vectorLeg(search: Search, vector: QueryVector): SQL {
  const { tenantId } = search;
  // A type takes no parameter; the number is a length.
  const type = sql.raw(`halfvec(${vector.values.length})`);
  const query = sql`${JSON.stringify(vector.values)}::${type}`;
  const ofModel = sql`e.tenant_id = ${tenantId} AND e.model = ${vector.model} AND e.dimensions = ${vector.values.length}`;
  const distance = sql`e.embedding::${type} <=> ${query}`;
  const nearest =
    search.strategy === 'filter_first'
      ? sql`
        SELECT m.id, v.embedding <=> ${query} AS score FROM eligible m CROSS JOIN LATERAL (
          SELECT e.embedding FROM embeddings e WHERE ${ofModel} AND e.content_hash = m.content_hash OFFSET 0
        ) AS v ORDER BY score`
      : sql`
        SELECT c.id, n.score FROM (
          SELECT e.content_hash, ${distance} AS score FROM embeddings e WHERE ${ofModel} ORDER BY ${distance}
        ) AS n CROSS JOIN LATERAL (${chunksWhere(tenantId, sql`x.content_hash = n.content_hash`)}) AS c
          ${ownedByEligible(search)} ORDER BY n.score`;
  return sql`
    SELECT id, score FROM (${nearest} LIMIT ${legLimit(search)}) AS nearest WHERE score <= ${1 - vector.minSimilarity}`;
}

/** Whether about more than `limit` chunks may be found at all. */
export function hasMoreEligible({ tenantId, kinds, eligible }: Scope, limit: number): SQL {
  const counts = {
    product: sql`(SELECT count(*) FROM (
      SELECT FROM products p WHERE p.tenant_id = ${tenantId} AND ${eligible.product} LIMIT ${limit + 1}) AS eligible)`,
    document: sql`(
      SELECT coalesce(sum(d.chunk_count), 0) FROM documents d WHERE d.tenant_id = ${tenantId} AND ${eligible.document})`,
  };
  const all = sql.join(
    kinds.map(({ kind }) => counts[kind]),
    sql` + `,
  );
  return sql`SELECT ${all} > ${limit} AS more`;
}

/*
 * What follows is joined row by row, by `LATERAL` and fenced by `OFFSET 0`: these are look-ups by key of rows that come
 * in order and of which the first few are wanted. A planner without statistics of a tenant's share of a table (a new
 * one, or the embedded database, which gathers none) would read the whole table instead.
 */

/** The tenant's chunks `x` for which a condition holds. */
const chunksWhere = (tenantId: string, condition: SQL): SQL => sql`
  SELECT x.id, x.product_id, x.document_id, x.content_hash FROM chunks x
  WHERE x.tenant_id = ${tenantId} AND ${condition} OFFSET 0`;

/** Every chunk that may be found. */
function eligibleChunks({ tenantId, kinds, eligible }: Scope): SQL {
  const sources = {
    product: sql`
      SELECT o.id, o.content_hash FROM products p CROSS JOIN LATERAL (${chunksWhere(tenantId, sql`x.product_id = p.id`)}) AS o
      WHERE p.tenant_id = ${tenantId} AND ${eligible.product}`,
    document: sql`
      SELECT o.id, o.content_hash FROM documents d CROSS JOIN LATERAL (${chunksWhere(tenantId, sql`x.document_id = d.id`)}) AS o
      WHERE d.tenant_id = ${tenantId} AND ${eligible.document}`,
  };
  return sql.join(
    kinds.map(({ kind }) => sources[kind]),
    sql` UNION ALL `,
  );
}

/** Leaves of the chunks `c` those whose product or document may be found. */
function ownedByEligible({ tenantId, kinds, eligible }: Scope): SQL {
  const owners = {
    product: sql`SELECT FROM products p WHERE p.id = c.product_id AND p.tenant_id = ${tenantId} AND ${eligible.product}`,
    document: sql`SELECT FROM documents d WHERE d.id = c.document_id AND d.tenant_id = ${tenantId} AND ${eligible.document}`,
  };
  const union = sql.join(
    kinds.map(({ kind }) => owners[kind]),
    sql` UNION ALL `,
  );
  return sql`CROSS JOIN LATERAL (SELECT FROM (${union}) AS each OFFSET 0) AS owner`;
}

const legLimit = ({ limit }: Search): number => Math.max(LEG_LIMIT, limit);
