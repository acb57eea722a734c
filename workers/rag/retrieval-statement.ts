import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { MENU_ROW, MenuRow } from './menu-hit.ts';
import type { Analysis, WeightedTerm } from './query-terms.ts';
import type { Strategy } from './retrieval-strategy.ts';
import { backgroundOf, outstanding } from './similarity-background.ts';
import { numberArray, textArray } from './sql-arrays.ts';

/** BM25 with its usual constants. Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009. */
const K1 = 1.2;
const B = 0.75;
const LEG_LIMIT = 50;
/** How strongly the words of a short question are doubted when no document has all of them. */
const DOUBT = 2.5;

export interface QueryVector {
  values: readonly number[];
  /** Only vectors that this model made are compared. */
  model: string;
  /** From 0 to 1: how much of the query it tells. */
  weight: number;
  /** Its vectors tell spellings alone, and find nothing by themselves. */
  isLexical: boolean;
}

/** Conditions on what may be found, for each kind: on a product `p` and on a document `d`, with chunks `c`. */
export interface Eligibility {
  product: SQL;
  document: SQL;
}

const FoundRow = z.object({
  id: z.string(),
  /** The product or document that a chunk belongs to. */
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

/** The tenant, kinds and conditions of a search. */
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

/**
 * The chunks that fit best, with the points of both legs added up. There must be a term or a vector.
 *
 * Words count by the share of the query that a chunk has, vectors by how far they stand out. What words find is shown;
 * a chunk that its vector alone finds must stand out. A short question whose words no document has all of may be
 * asked in other words: there, its words count less beside a vector that knows meanings, the less the fewer are found.
 */
export function retrievalStatement(search: Search): SQL {
  const { tenantId, terms, vector, limit } = search;
  const legs = [
    ...(terms.length === 0 ? [] : [wordPoints(search)]),
    ...(vector === undefined ? [] : [outstanding(vectorLeg(search, vector), vector)]),
  ];
  const tables = [
    ...(search.strategy === 'walk' ? [] : [sql`eligible AS MATERIALIZED (${eligibleChunks(search)})`]),
    ...(vector === undefined ? [] : [sql`background AS MATERIALIZED (${background(search, vector)})`]),
    sql`scored AS (${sql.join(legs, sql` UNION ALL `)})`,
    sql`fused AS (
      SELECT id, sum(points) AS score FROM scored GROUP BY id HAVING bool_or(is_shown) ORDER BY score DESC, id LIMIT ${limit}
    )`,
  ];
  return sql`
    WITH ${sql.join(tables, sql`, `)}
    SELECT c.id, CASE WHEN c.product_id IS NOT NULL THEN ${MENU_ROW} END AS product, c.document_id, d.title, c.heading, c.content, c.span_start, c.span_end, f.score
    FROM fused f JOIN chunks c ON c.id = f.id AND c.tenant_id = ${tenantId}
      LEFT JOIN products p ON p.id = c.product_id AND p.tenant_id = ${tenantId}
      LEFT JOIN documents d ON d.id = c.document_id AND d.tenant_id = ${tenantId}
    ORDER BY f.score DESC, c.id`;
}

/** The points of chunks by words. */
function wordPoints(search: Search): SQL {
  const { kinds, terms, vector } = search;
  const share = sql`SELECT id, typed, score / ${mostByWords(terms)}::float8 AS share FROM (${wordLeg(search)}) AS leg`;
  const isDoubted = vector?.isLexical === false && kinds.every(({ kind }) => kind === 'document');
  if (!isDoubted) return sql`SELECT id, share AS points, true AS is_shown FROM (${share}) AS s`;
  const typed = terms.filter(({ isTyped }) => isTyped).length;
  // The longer the query, the less its vector tells, and the more its words.
  const exponent = DOUBT * vector.weight ** 2;
  return sql`
    SELECT id, CASE WHEN max(typed) OVER () = ${typed}::float8 THEN share ELSE share * power(max(share) OVER (), ${exponent}::float8) END AS points,
      true AS is_shown FROM (${share}) AS s`;
}

/** The score of a chunk that has every term of the query, each as often as it likes. */
const mostByWords = (terms: readonly WeightedTerm[]): number =>
  Math.max(
    Number.EPSILON,
    terms.reduce((sum, { weight }) => sum + weight * (K1 + 1), 0),
  );

/**
 * By words: BM25, its constants folded into what is bound once a term and a kind; `typed` counts the terms of the query
 * itself that a chunk has.
 */
function wordLeg(search: Search): SQL {
  const { tenantId, kinds, terms, strategy } = search;
  const q = sql`unnest(${textArray(terms.map(({ term }) => term))}, ${numberArray(terms.map(({ weight }) => weight * (K1 + 1)))}, ${numberArray(terms.map(({ isTyped }) => Number(isTyped)))}) AS q (term, weight, typed)`;
  const k = sql`unnest(${textArray(kinds.map(({ kind }) => kind))}, ${numberArray(kinds.map((kind) => (K1 * B) / kind.average_length))}) AS k (kind, per_character)`;
  const scored = sql`
    SELECT t.chunk_id AS id, sum(q.weight * t.weight / (t.weight + ${K1 * (1 - B)}::float8 + k.per_character * t.length)) AS score, sum(q.typed) AS typed
    FROM ${q} CROSS JOIN ${k} CROSS JOIN LATERAL (
        SELECT o.chunk_id, o.weight, o.length FROM chunk_terms o
        WHERE o.tenant_id = ${tenantId} AND o.kind = k.kind AND o.term = q.term OFFSET 0
      ) AS t`;
  if (strategy !== 'walk') {
    return sql`${scored} WHERE ${isAmong(sql`t.chunk_id`, sql`SELECT id FROM eligible`)} GROUP BY 1 ORDER BY score DESC LIMIT ${legLimit(search)}`;
  }
  return sql`
    SELECT w.id, w.score, w.typed FROM (${scored} GROUP BY 1 ORDER BY score DESC) AS w
      CROSS JOIN LATERAL (${chunksWhere(tenantId, sql`x.id = w.id`)}) AS c ${ownedByEligible(search)}
    ORDER BY w.score DESC LIMIT ${legLimit(search)}`;
}

/** The operands of a vector search: the query's vector, the vectors of its model, and the distance between them. */
function distancesTo({ tenantId }: Search, { values, model }: QueryVector) {
  // A type takes no parameter; the number is a length.
  const type = sql.raw(`halfvec(${values.length})`);
  const query = sql`${JSON.stringify(values)}::${type}`;
  const ofModel = sql`e.tenant_id = ${tenantId} AND e.model = ${model} AND e.dimensions = ${values.length}`;
  return {
    query,
    ofModel,
    byModel: sql`SELECT e.content_hash, e.embedding FROM embeddings e WHERE ${ofModel}`,
    indexed: sql`e.embedding::${type} <=> ${query}`,
  };
}

function background(search: Search, vector: QueryVector): SQL {
  const kinds = search.kinds.map(({ kind }) => kind);
  return backgroundOf({ ...vector, tenantId: search.tenantId, kinds }, distancesTo(search, vector));
}

/** By nearness: the nearest chunks, with their distance. */
function vectorLeg(search: Search, vector: QueryVector): SQL {
  const { tenantId } = search;
  const { query, ofModel, byModel, indexed } = distancesTo(search, vector);
  const furthest = sql`(SELECT max(furthest) FROM background)`;
  const nearest = {
    look_up: sql`
      SELECT m.id, m.kind, v.embedding <=> ${query} AS distance FROM eligible m CROSS JOIN LATERAL (
        ${byModel} AND e.content_hash = m.content_hash OFFSET 0
      ) AS v ORDER BY distance`,
    // Chunks with the same text share a vector, so the nearest chunks have the nearest vectors.
    scan: sql`
      SELECT c.id, c.kind, n.distance FROM (
        SELECT v.content_hash, v.embedding <=> ${query} AS distance FROM (
          ${byModel} AND ${isAmong(sql`e.content_hash`, sql`SELECT content_hash FROM eligible`)} OFFSET 0
        ) AS v ORDER BY distance LIMIT ${legLimit(search)}
      ) AS n CROSS JOIN LATERAL (${chunksWhere(tenantId, sql`x.content_hash = n.content_hash`)}) AS c
        ${ownedByEligible(search)} ORDER BY n.distance`,
    // A vector that is too far away counts here, and is left out at the end: the walk stops after enough of them.
    walk: sql`
      SELECT c.id, c.kind, n.distance FROM (
        SELECT e.content_hash, ${indexed} AS distance FROM embeddings e WHERE ${ofModel} ORDER BY ${indexed}
      ) AS n CROSS JOIN LATERAL (
        SELECT c.id, c.kind FROM (${chunksWhere(tenantId, sql`x.content_hash = n.content_hash AND n.distance <= ${furthest}`)}) AS c
          ${ownedByEligible(search)}
        UNION ALL SELECT NULL, NULL WHERE n.distance > ${furthest}
      ) AS c ORDER BY n.distance`,
  }[search.strategy];
  return sql`${nearest} LIMIT ${legLimit(search)}`;
}

/**
 * How many of `size` chunks of these kinds may be found, as `eligible`. Ordered by the hashes of their texts they stand
 * as if by chance, so the first ones are a sample.
 */
export function sampleStatement(scope: Scope, size: number): SQL {
  const kinds = textArray(scope.kinds.map(({ kind }) => kind));
  return sql`
    SELECT count(*)::integer AS eligible FROM (
      SELECT x.product_id, x.document_id FROM chunks x WHERE x.tenant_id = ${scope.tenantId} AND x.kind = ANY (${kinds})
      ORDER BY x.content_hash LIMIT ${size}
    ) AS c ${ownedByEligible(scope)}`;
}

/*
 * Joins below take two forms. Ordered rows of which only the first few are needed are looked up by key, row by row,
 * with `LATERAL` and a fence of `OFFSET 0`. Whole sets are joined with `isAmong`. A planner without statistics of a
 * tenant's share of a table (a new one, or the embedded database, which gathers none) would read the whole table once
 * for each row instead.
 */

/** Tests that a value is in a set. The planner sees no join in `IS TRUE (…)`: it hashes the set once. */
const isAmong = (value: SQL, set: SQL): SQL => sql`(${value} IN (${set})) IS TRUE`;

/** The tenant's chunks `x` for which a condition holds. */
const chunksWhere = (tenantId: string, condition: SQL): SQL => sql`
  SELECT x.id, x.kind, x.product_id, x.document_id, x.content_hash FROM chunks x
  WHERE x.tenant_id = ${tenantId} AND ${condition} OFFSET 0`;

/** Every chunk that may be found. */
function eligibleChunks({ tenantId, kinds, eligible, strategy }: Search): SQL {
  const owners = {
    product: {
      id: sql`x.product_id`,
      ids: sql`SELECT p.id FROM products p WHERE p.tenant_id = ${tenantId} AND ${eligible.product}`,
    },
    document: {
      id: sql`x.document_id`,
      ids: sql`SELECT d.id FROM documents d WHERE d.tenant_id = ${tenantId} AND ${eligible.document}`,
    },
  };
  const sources = kinds.map(({ kind }) => {
    const { id, ids } = owners[kind];
    return strategy === 'scan'
      ? sql`SELECT x.id, x.kind, x.content_hash FROM chunks x WHERE x.tenant_id = ${tenantId} AND ${id} IS NOT NULL AND ${isAmong(id, ids)}`
      : sql`SELECT o.id, o.kind, o.content_hash FROM (${ids}) AS w CROSS JOIN LATERAL (${chunksWhere(tenantId, sql`${id} = w.id`)}) AS o`;
  });
  return sql.join(sources, sql` UNION ALL `);
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
