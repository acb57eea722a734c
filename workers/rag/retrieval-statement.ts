import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { MENU_ROW, MenuRow } from './menu-hit.ts';
import type { Analysis, ChunkKind, WeightedTerm } from './query-terms.ts';
import { numberArray, textArray } from './sql-arrays.ts';

/** BM25 with its usual constants. Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009. */
const K1 = 1.2;
const B = 0.75;
/** Reciprocal-rank fusion. Cormack, Clarke and Büttcher, SIGIR 2009. */
const RRF_K = 60;
const LEG_LIMIT = 100;
/** Vectors further away than this are unrelated, however near they come compared with others. */
const MIN_COSINE_SIMILARITY = 0.2;

export interface QueryVector {
  values: readonly number[];
  /** Only vectors that this model made are compared. */
  model: string;
  rankWeight: number;
}

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

interface Search {
  tenantId: string;
  kinds: Analysis['kinds'];
  terms: readonly WeightedTerm[];
  vector: QueryVector | undefined;
  eligible: Eligibility;
  limit: number;
}

/** The chunks that fit best, both legs ranked and fused in one statement. There must be a term or a vector. */
export function retrievalStatement(search: Search): SQL {
  const { tenantId, vector, limit } = search;
  const legs = [
    ...(search.terms.length === 0 ? [] : [{ rows: wordLeg(search), order: sql`score DESC`, weight: 1 }]),
    ...(vector === undefined
      ? []
      : [{ rows: vectorLeg({ ...search, vector }), order: sql`score`, weight: vector.rankWeight }]),
  ];
  const ranked = legs.map(
    ({ rows, order, weight }) => sql`
      SELECT id, ${weight}::float8 / (${RRF_K} + row_number() OVER (ORDER BY ${order}, id)) AS points FROM (${rows}) AS leg`,
  );
  return sql`
    WITH ranked AS (${sql.join(ranked, sql` UNION ALL `)}),
    fused AS (
      SELECT id, sum(points) AS score FROM ranked GROUP BY id ORDER BY score DESC, id LIMIT ${limit}
    )
    SELECT c.id, CASE WHEN c.product_id IS NOT NULL THEN ${MENU_ROW} END AS product, c.document_id, d.title, c.heading, c.content, c.span_start, c.span_end, f.score
    FROM fused f JOIN chunks c ON c.id = f.id AND c.tenant_id = ${tenantId}
      LEFT JOIN products p ON p.id = c.product_id AND p.tenant_id = ${tenantId}
      LEFT JOIN documents d ON d.id = c.document_id AND d.tenant_id = ${tenantId}
    ORDER BY f.score DESC, c.id`;
}

/** By words. The best are looked at first, so that most of what matches is never joined. */
function wordLeg({ tenantId, kinds, terms, eligible }: Search): SQL {
  const owners = ownersOf(tenantId, kinds, eligible);
  return sql`
    SELECT c.id, w.score FROM (
      SELECT t.chunk_id, sum(q.weight * t.weight * ${K1 + 1}::float8
        / (t.weight + ${K1}::float8 * (${1 - B}::float8 + ${B}::float8 * t.length / k.average_length))) AS score
      FROM unnest(${textArray(terms.map(({ term }) => term))}, ${numberArray(terms.map(({ weight }) => weight))}) AS q (term, weight)
        CROSS JOIN unnest(${textArray(kinds.map(({ kind }) => kind))}, ${numberArray(kinds.map((kind) => kind.average_length))}) AS k (kind, average_length)
        JOIN chunk_terms t ON t.tenant_id = ${tenantId} AND t.kind = k.kind AND t.term = q.term
      GROUP BY t.chunk_id ORDER BY score DESC
    ) AS w JOIN chunks c ON c.id = w.chunk_id AND c.tenant_id = ${tenantId} ${owners.joins}
    WHERE ${owners.condition} ORDER BY w.score DESC LIMIT ${LEG_LIMIT}`;
}

/** By nearness. Over all of the tenant's vectors, or by its index where it has one; the filters hold in either. */
function vectorLeg({ tenantId, kinds, vector, eligible }: Search & { vector: QueryVector }): SQL {
  const owners = ownersOf(tenantId, kinds, eligible);
  // A type takes no parameter; the number is a length.
  const type = sql.raw(`halfvec(${vector.values.length})`);
  const distance = sql`e.embedding::${type} <=> ${JSON.stringify(vector.values)}::${type}`;
  return sql`
    SELECT id, score FROM (
      SELECT c.id, ${distance} AS score
      FROM embeddings e JOIN chunks c ON c.tenant_id = ${tenantId} AND c.content_hash = e.content_hash
        ${owners.joins}
      WHERE ${owners.condition} AND e.tenant_id = ${tenantId} AND e.model = ${vector.model} AND e.dimensions = ${vector.values.length}
      ORDER BY ${distance} LIMIT ${LEG_LIMIT}
    ) AS nearest WHERE score <= ${1 - MIN_COSINE_SIMILARITY}`;
}

/** Joins a chunk to what it is of, and the condition that it may be found. */
function ownersOf(tenantId: string, kinds: Analysis['kinds'], eligible: Eligibility): { joins: SQL; condition: SQL } {
  const has = (kind: ChunkKind) => kinds.some((each) => each.kind === kind);
  const product = sql`p.id = c.product_id AND p.tenant_id = ${tenantId} AND ${eligible.product}`;
  const document = sql`d.id = c.document_id AND d.tenant_id = ${tenantId} AND ${eligible.document}`;
  if (!has('document')) return { joins: sql`JOIN products p ON ${product}`, condition: sql`true` };
  if (!has('product')) return { joins: sql`JOIN documents d ON ${document}`, condition: sql`true` };
  return {
    joins: sql`LEFT JOIN products p ON ${product} LEFT JOIN documents d ON ${document}`,
    condition: sql`num_nonnulls(p.id, d.id) > 0`,
  };
}
