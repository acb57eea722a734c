import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { MenuHit, RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { authorise, type Ctx } from '../domain/context.ts';
import { eligibleProducts } from './eligible-products.ts';
import type { Embedder } from './embedding-model.ts';
import { MENU_ROW, MenuRow, menuHit } from './menu-hit.ts';
import { menuWords } from './menu-words.ts';
import { retrieve } from './retrieve.ts';

/**
 * Hybrid retrieval over the tenant's own products. Every filter holds for whatever is found, and all of the diets
 * must. A query that says nothing of a product lists the menu, in the order in which the shop wrote it.
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
  const query = menuWords(input.query);
  if (query === '') return await listMenu(ctx, input);
  const found = await retrieve({
    ctx,
    embeddingModel,
    query,
    kinds: ['product'],
    eligible: { product: eligibleProducts(input), document: sql`false` },
    limit: input.limit,
  });
  return found.flatMap(({ product, score }) => (product === null ? [] : [menuHit(product, score)]));
}

/** Ids sort by time. */
async function listMenu(ctx: Ctx, input: RetrieveMenuInput): Promise<MenuHit[]> {
  const { tenantId } = ctx.principal;
  const startedMs = performance.now();
  const { rows } = await ctx.db.transaction({ tenantId }, (tx) =>
    tx.execute(sql`
      SELECT ${MENU_ROW} AS product FROM products p
      WHERE p.tenant_id = ${tenantId} AND ${eligibleProducts(input)} ORDER BY p.id LIMIT ${input.limit}`),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  ctx.metrics.observe('ragline_retrieval_duration_seconds', seconds, { kind: 'list' });
  return z
    .array(z.object({ product: MenuRow }))
    .parse(rows)
    .map(({ product }) => menuHit(product, 0));
}
