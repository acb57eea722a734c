import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Product, StoredImage, UpdateProduct } from '../../../contracts/product.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { skuTaken } from './create-product.ts';
import { productCacheEntry } from './product-cache.ts';
import { writeProductChunk } from './product-chunk.ts';
import { type ProductRow, productView } from './product-view.ts';

/** The changes of a request, and the picture, which has its own route. Null removes the picture. */
type ProductChange = UpdateProduct & { image?: StoredImage | null };

/**
 * @param input.change A picture must be stored already.
 * @param input.ifVersion Change it only while it has this version.
 * @throws {ProblemError} `not_found`, `precondition_failed`, or `already_exists` for the sku.
 */
export async function updateProduct({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; change: ProductChange; ifVersion?: IfVersion };
}): Promise<Product> {
  authorise(ctx, 'product:write');
  return await inTransaction(ctx, async (unit) => {
    const live = and(eq(products.tenantId, unit.tenantId), eq(products.id, input.id), isNull(products.deletedAt));
    const [current] = await unit.tx.select({ version: products.version }).from(products).where(live).for('update');
    requireRow(current, 'product');
    requireVersion(current, input.ifVersion);
    const [row] = await unit.tx
      .update(products)
      .set({ ...columnsOf(input.change), version: sql`${products.version} + 1`, updatedAt: ctx.clock.now() })
      .where(live)
      .returning();
    if (row === undefined) throw new Error('a locked product vanished');
    await writeProductChunk(ctx, unit, row);
    const details = { fields: Object.keys(input.change), version: row.version };
    recordAudit(ctx, unit, { action: 'product.updated', resourceType: 'product', resourceId: row.id, details });
    const product = productView(row);
    unit.afterCommit(() => ctx.cache.put([productCacheEntry(unit.tenantId, product)]));
    return product;
  }).catch((error: unknown) => {
    throw skuTaken(error, input.change.sku);
  });
}

function columnsOf(change: ProductChange): Partial<ProductRow> {
  const columns: Partial<ProductRow> = {};
  if (change.sku !== undefined) columns.sku = change.sku;
  if (change.name !== undefined) columns.name = change.name;
  if (change.description !== undefined) columns.description = change.description;
  if (change.category !== undefined) columns.category = change.category;
  if (change.dietary !== undefined) columns.dietary = change.dietary;
  if (change.allergens !== undefined) {
    columns.allergens = change.allergens ?? [];
    columns.allergenCodes = change.allergens;
  }
  if (change.may_contain !== undefined) columns.mayContain = change.may_contain;
  if (change.free_of !== undefined) columns.freeOf = change.free_of;
  if (change.price !== undefined) {
    columns.priceMinor = change.price.amount;
    columns.currency = change.price.currency;
  }
  if (change.stock !== undefined) columns.stock = change.stock;
  if (change.is_active !== undefined) columns.isActive = change.is_active;
  if (change.option_groups !== undefined) columns.optionGroups = change.option_groups;
  if (change.metadata !== undefined) columns.metadata = change.metadata;
  if (change.image !== undefined) columns.image = change.image;
  return columns;
}
