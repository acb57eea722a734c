import { and, eq, isNull } from 'drizzle-orm';
import { Product } from '../../../contracts/product.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx } from '../context.ts';
import { productCacheKey } from './product-cache.ts';
import { productView } from './product-view.ts';
import { seesInactiveProducts } from './visibility.ts';

/** Reads a live product, from the cache if possible; then no database is used. */
export async function getProduct({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Product> {
  authorise(ctx, 'product:read');
  const { tenantId } = ctx.principal;
  const product = await ctx.cache.through(productCacheKey(tenantId, input.id), Product, async () => {
    // Cached for the whole tenant, because a cached read knows only the token and queries no database.
    const [row] = await ctx.db.single({ systemWorkIn: tenantId }, (tx) =>
      tx
        .select()
        .from(products)
        .where(and(eq(products.tenantId, tenantId), eq(products.id, input.id), isNull(products.deletedAt))),
    );
    return row === undefined ? undefined : productView(row);
  });
  if (product === undefined || !(product.is_active || seesInactiveProducts(ctx.principal))) {
    throw new ProblemError('not_found', 'There is no product with this id that you may read.');
  }
  return product;
}
