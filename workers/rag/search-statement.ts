import { type SQL, sql } from 'drizzle-orm';
import type { RetrieveMenuInput } from '../../contracts/chat-tool.ts';

/** Reciprocal-rank fusion. Cormack, Clarke and Büttcher, SIGIR 2009. */
const RRF_K = 60;
const LEG_LIMIT = 50;
/** Vectors further away than this are unrelated, however near they come compared with others. */
const MIN_COSINE_SIMILARITY = 0.2;
/** Lets "margarita" find "Margherita"; PostgreSQL's own 0.6 does not. */
const MIN_WORD_SIMILARITY = 0.4;

export interface QueryVector {
  values: readonly number[];
  /** Only vectors that this model made are compared. */
  model: string;
}

type Filters = Pick<
  RetrieveMenuInput,
  'available' | 'min_price' | 'max_price' | 'category' | 'diets' | 'exclude_allergens' | 'limit'
>;

const COLUMNS = sql`p.id, p.sku, p.name, p.description, p.category, p.dietary, p.allergens, p.price_minor, p.currency, p.stock, p.option_groups`;

/** The menu itself, in the order in which the shop wrote it (ids sort by time). */
export function listStatement(tenantId: string, filters: Filters): SQL {
  return sql`
    SELECT ${COLUMNS}, 0::float8 AS score FROM products p WHERE ${eligible(tenantId, filters)}
    ORDER BY p.id LIMIT ${filters.limit}`;
}

/**
 * One pass over the tenant's eligible products gives each its text rank, its distance and, for words that no product
 * has, its likeness; the three ranks are then fused. A pass, since row-level security keeps the text indexes from
 * being used (their operators are not leakproof), and since it finds the true neighbours where a filtered HNSW scan
 * would find most of them.
 * @param words At least one; letters and digits alone.
 */
export function searchStatement(
  tenantId: string,
  filters: Filters,
  words: readonly string[],
  vector: QueryVector | undefined,
): SQL {
  const distance =
    vector === undefined
      ? sql`NULL::float8`
      : sql`CASE WHEN c.embedding_model = ${vector.model} THEN c.embedding <=> ${JSON.stringify(vector.values)}::halfvec END`;
  const here = sql`c.tenant_id = ${tenantId} AND ${eligible(tenantId, filters)}`;
  return sql`
    WITH unknown_words AS MATERIALIZED (
      SELECT coalesce(array_agg(w.word), '{}') AS words FROM unnest(${textArray(words)}) AS w(word)
      WHERE length(w.word) > 3 AND numnode(plainto_tsquery('english', w.word)) > 0 AND NOT EXISTS (
        SELECT FROM chunks c WHERE c.tenant_id = ${tenantId} AND c.tsv @@ plainto_tsquery('english', w.word)
      )
    ),
    scored AS MATERIALIZED (
      SELECT c.product_id,
        CASE WHEN c.tsv @@ q.query THEN ts_rank_cd(c.tsv, q.query, 1) END AS text_rank,
        CASE WHEN cardinality(u.words) > 0 THEN
          (SELECT max(word_similarity(w.word, p.name)) FROM unnest(u.words) AS w(word))
        END AS likeness,
        ${distance} AS distance
      FROM chunks c JOIN products p ON p.id = c.product_id AND p.tenant_id = c.tenant_id
        CROSS JOIN websearch_to_tsquery('english', ${words.join(' or ')}) AS q(query) CROSS JOIN unknown_words u
      WHERE ${here}
    ),
    ranked AS (
      ${leg(sql`text_rank DESC`, sql`text_rank IS NOT NULL`)}
      UNION ALL ${leg(sql`likeness DESC`, sql`likeness >= ${MIN_WORD_SIMILARITY}`)}
      UNION ALL ${leg(sql`distance`, sql`distance <= ${1 - MIN_COSINE_SIMILARITY}`)}
    ),
    fused AS (
      SELECT product_id, sum(1.0 / (${RRF_K} + place))::float8 AS score FROM ranked GROUP BY product_id
      ORDER BY score DESC, product_id LIMIT ${filters.limit}
    )
    SELECT ${COLUMNS}, f.score FROM fused f JOIN products p ON p.id = f.product_id AND p.tenant_id = ${tenantId}
    ORDER BY f.score DESC, p.id`;
}

function leg(order: SQL, condition: SQL): SQL {
  return sql`(
    SELECT product_id, row_number() OVER (ORDER BY ${order}, product_id) AS place FROM scored WHERE ${condition}
    ORDER BY place LIMIT ${LEG_LIMIT}
  )`;
}

/** What may be found at all: the filters hold for every leg alike. */
function eligible(tenantId: string, filters: Filters): SQL {
  const conditions = [
    sql`p.tenant_id = ${tenantId} AND p.deleted_at IS NULL AND p.is_active`,
    filters.available && sql`(p.stock IS NULL OR p.stock > 0)`,
    filters.min_price !== undefined && sql`p.price_minor >= ${filters.min_price}`,
    filters.max_price !== undefined && sql`p.price_minor <= ${filters.max_price}`,
    // A model writes "main" or "mains" as it comes; the plural is all that may differ.
    filters.category !== undefined && sql`rtrim(p.category, 's') = rtrim(${filters.category}, 's')`,
    filters.exclude_allergens.length > 0 && sql`NOT p.allergens && ${textArray(filters.exclude_allergens)}`,
    filters.diets.length > 0 && sql`p.dietary @> ${textArray(filters.diets)}`,
  ];
  return sql.join(
    conditions.filter((condition) => condition !== false),
    sql` AND `,
  );
}

function textArray(values: readonly string[]): SQL {
  const items = sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
  return sql`ARRAY[${items}]::text[]`;
}
