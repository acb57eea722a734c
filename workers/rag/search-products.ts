import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { MenuHit, RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { authorise, type Ctx, scopeOf } from '../domain/context.ts';
import { eligibleProducts, type ProductFilters } from './eligible-products.ts';
import type { Embedder } from './embedding-model.ts';
import { MENU_ROW, MenuRow, menuHit } from './menu-hit.ts';
import { menuWords } from './menu-words.ts';
import { retrieve } from './retrieve.ts';
import { type UnderstoodQuery, understandQuery } from './understand-query.ts';

/**
 * Hybrid retrieval over the tenant's own products. Every filter holds for whatever is found, and all of the diets
 * must; so do those that the query says in words, such as “without nuts” and “under 10 euros”. A query that says nothing of a product lists the menu, in the order in which the shop wrote it.
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
  const understood = understandQuery(input.query);
  const filters = withUnderstood(input, understood);
  const query = menuWords(understood.query);
  if (query === '') return await listMenu(ctx, filters, input.limit);
  const found = await retrieve({
    ctx,
    embeddingModel,
    query,
    kinds: ['product'],
    eligible: { product: eligibleProducts(filters), document: sql`false` },
    limit: input.limit,
  });
  return found.flatMap(({ product, score }) => (product === null ? [] : [menuHit(product, score)]));
}

/** The filters of a request and those of its words; where both set a price, the request's own counts. */
export function withUnderstood(filters: ProductFilters, understood: UnderstoodQuery): ProductFilters {
  const minPrice = filters.min_price ?? understood.minPrice;
  const maxPrice = filters.max_price ?? understood.maxPrice;
  return {
    ...filters,
    diets: [...new Set([...filters.diets, ...understood.diets])],
    without: understood.without,
    ...(minPrice === undefined ? {} : { min_price: minPrice }),
    ...(maxPrice === undefined ? {} : { max_price: maxPrice }),
  };
}

/** Ids sort by time. */
async function listMenu(ctx: Ctx, filters: ProductFilters, limit: number): Promise<MenuHit[]> {
  const { tenantId } = ctx.principal;
  const startedMs = performance.now();
  const { rows } = await ctx.db.transaction(scopeOf(ctx), (tx) =>
    tx.execute(sql`
      SELECT ${MENU_ROW} AS product FROM products p
      WHERE p.tenant_id = ${tenantId} AND ${eligibleProducts(filters)} ORDER BY p.id LIMIT ${limit}`),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  ctx.metrics.observe('ragline_retrieval_duration_seconds', seconds, { kind: 'list' });
  return z
    .array(z.object({ product: MenuRow }))
    .parse(rows)
    .map(({ product }) => menuHit(product, 0));
}
