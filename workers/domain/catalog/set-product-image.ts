import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Product, StoredImage } from '../../../contracts/product.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { productCacheEntry } from './product-cache.ts';
import { productView } from './product-view.ts';

/**
 * Gives a product a picture that is stored already, or takes it away.
 * @param input.image Null: the product has none.
 * @param input.ifVersion Change it only while it has this version.
 * @throws {ProblemError} `not_found`, `precondition_failed`.
 */
export async function setProductImage({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; image: StoredImage | null; ifVersion?: IfVersion };
}): Promise<Product> {
  authorise(ctx, 'product:write');
  return await inTransaction(ctx, async (unit) => {
    const live = and(eq(products.tenantId, unit.tenantId), eq(products.id, input.id), isNull(products.deletedAt));
    const [current] = await unit.tx.select({ version: products.version }).from(products).where(live).for('update');
    requireRow(current, 'product');
    requireVersion(current, input.ifVersion);
    const [row] = await unit.tx
      .update(products)
      .set({ image: input.image, version: sql`${products.version} + 1`, updatedAt: ctx.clock.now() })
      .where(live)
      .returning();
    if (row === undefined) throw new Error('a locked product vanished');
    recordAudit(ctx, unit, {
      action: 'product.updated',
      resourceType: 'product',
      resourceId: row.id,
      details: { fields: ['image'], version: row.version },
    });
    const product = productView(row);
    unit.afterCommit(() => ctx.cache.put([productCacheEntry(unit.tenantId, product)]));
    return product;
  });
}
