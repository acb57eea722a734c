import { and, eq, isNull, sql } from 'drizzle-orm';
import { products } from '../../../schema/tables/catalog.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { productCacheKey } from './product-cache.ts';
import { deleteProductChunk } from './product-chunk.ts';

/** A soft delete: orders keep their reference, the sku is free again, and no search finds the product. */
export async function deleteProduct({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; ifVersion?: IfVersion };
}): Promise<void> {
  authorise(ctx, 'product:write');
  await inTransaction(ctx, async (unit) => {
    const live = and(eq(products.tenantId, unit.tenantId), eq(products.id, input.id), isNull(products.deletedAt));
    const [current] = await unit.tx.select({ version: products.version }).from(products).where(live).for('update');
    requireRow(current, 'product');
    requireVersion(current, input.ifVersion);
    const now = ctx.clock.now();
    await unit.tx
      .update(products)
      .set({ deletedAt: now, updatedAt: now, version: sql`${products.version} + 1` })
      .where(live);
    await deleteProductChunk(unit, input.id);
    recordAudit(ctx, unit, { action: 'product.deleted', resourceType: 'product', resourceId: input.id });
    const gone = { key: productCacheKey(unit.tenantId, input.id), version: current.version + 1, value: undefined };
    unit.afterCommit(() => ctx.cache.put([gone]));
  });
}
