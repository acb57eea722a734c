import { sql } from 'drizzle-orm';
import type { MenuHit, RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { authorise, type Ctx } from '../domain/context.ts';
import type { Embedder } from './embedding-model.ts';
import { searchWords } from './lexical-query.ts';
import { type MenuRow, menuHit } from './menu-hit.ts';

/** Reciprocal-rank fusion. Cormack, Clarke and Büttcher, SIGIR 2009. */
const RRF_K = 60;
const LEG_LIMIT = 50;
/** Vectors further away than this are unrelated, however near they come compared with others. */
const MIN_COSINE_SIMILARITY = 0.2;
/** Lets "margarita" find "margherita"; PostgreSQL's own 0.6 does not. */
const MIN_WORD_SIMILARITY = 0.42;
const EMBEDDING_TIMEOUT_MS = 3_000;

/**
 * Hybrid retrieval: full text, trigram and vector ranks of the tenant's own products, fused. Every filter holds in
 * every leg, and all of the diets must. An empty query lists the menu. With the embedding server away, or no
 * embedder, the search is lexical.
 */
export async function searchProducts({
  ctx,
  embeddingModel,
  input,
}: {
  ctx: Ctx;
  embeddingModel?: Embedder | undefined;
  input: RetrieveMenuInput;
}): Promise<MenuHit[]> {
  authorise(ctx, 'product:read');
  const { tenantId } = ctx.principal;
  const words = searchWords(input.query);
  const vector = words.length === 0 ? undefined : await embedQuery(ctx, embeddingModel, input.query);
  const eligible = sql`
    p.tenant_id = ${tenantId} AND p.deleted_at IS NULL AND p.is_active
    ${input.available ? sql`AND (p.stock IS NULL OR p.stock > 0)` : sql``}
    ${input.min_price === undefined ? sql`` : sql`AND p.price_minor >= ${input.min_price}`}
    ${input.max_price === undefined ? sql`` : sql`AND p.price_minor <= ${input.max_price}`}
    ${
      // A model writes "main" or "mains" as it comes; the plural is all that may differ.
      input.category === undefined ? sql`` : sql`AND rtrim(p.category, 's') = rtrim(${input.category}, 's')`
    }
    ${
      input.diets.length === 0
        ? sql``
        : sql`AND p.dietary @> ARRAY[${sql.join(
            input.diets.map((diet) => sql`${diet}`),
            sql`, `,
          )}]::text[]`
    }`;
  const columns = sql`p.id, p.sku, p.name, p.description, p.category, p.dietary, p.allergens, p.price_minor, p.currency, p.stock, p.option_groups`;

  const found = await ctx.db.transaction({ tenantId }, async (tx) => {
    if (words.length === 0) {
      return await tx.execute<MenuRow>(sql`
        SELECT ${columns}, 0::float8 AS score FROM products p WHERE ${eligible} ORDER BY p.category, p.name, p.id LIMIT ${input.limit}`);
    }
    const anyWord = words.join(' or ');
    const vectorLeg =
      vector === undefined
        ? sql``
        : sql`
      UNION ALL
      (SELECT c.product_id, row_number() OVER (ORDER BY c.distance, c.product_id) AS place
       FROM (
         SELECT c.product_id, c.embedding <=> ${JSON.stringify(vector.values)}::halfvec AS distance
         FROM candidates c WHERE c.embedding_model = ${vector.model}
       ) c
       WHERE c.distance <= ${1 - MIN_COSINE_SIMILARITY} ORDER BY place LIMIT ${LEG_LIMIT})`;
    // Only words (letters and digits) reach the query text, and as parameters.
    return await tx.execute<MenuRow>(sql`
      WITH candidates AS (
        SELECT c.product_id, c.content, c.tsv, c.embedding, c.embedding_model, p.name
        FROM chunks c JOIN products p ON p.id = c.product_id AND p.tenant_id = c.tenant_id
        WHERE c.tenant_id = ${tenantId} AND ${eligible}
      ),
      ranked AS (
        (SELECT c.product_id, row_number() OVER (ORDER BY ts_rank_cd(c.tsv, q.query, 1) DESC, c.product_id) AS place
         FROM candidates c, websearch_to_tsquery('english', ${anyWord}) AS q(query)
         WHERE c.tsv @@ q.query ORDER BY place LIMIT ${LEG_LIMIT})
        UNION ALL
        (SELECT c.product_id, row_number() OVER (ORDER BY c.likeness DESC, c.product_id) AS place
         FROM (
           SELECT c.product_id, sum(near.likeness) AS likeness
           FROM candidates c, unnest(ARRAY[${sql.join(
             words.map((word) => sql`${word}`),
             sql`, `,
           )}]::text[]) AS w(word),
             LATERAL (SELECT word_similarity(w.word, c.name) AS likeness) near
           WHERE length(w.word) > 3 AND near.likeness >= ${MIN_WORD_SIMILARITY}
           GROUP BY c.product_id
         ) c ORDER BY place LIMIT ${LEG_LIMIT})
        ${vectorLeg}
      ),
      fused AS (
        SELECT product_id, sum(1.0 / (${RRF_K} + place))::float8 AS score FROM ranked GROUP BY product_id
      )
      SELECT ${columns}, f.score FROM fused f JOIN products p ON p.id = f.product_id AND p.tenant_id = ${tenantId}
      ORDER BY f.score DESC, p.name, p.id LIMIT ${input.limit}`);
  });
  return found.rows.map(menuHit);
}

/** The query's vector, or nothing when it cannot be had: a search by words alone beats none. */
async function embedQuery(ctx: Ctx, embedder: Embedder | undefined, query: string) {
  if (embedder === undefined) return undefined;
  try {
    const [values] = await embedder.embed([query], AbortSignal.timeout(EMBEDDING_TIMEOUT_MS));
    return values === undefined || values.every((value) => value === 0) ? undefined : { values, model: embedder.id };
  } catch (error) {
    ctx.log.warn('embedding_unavailable', {
      model: embedder.id,
      reason: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}
