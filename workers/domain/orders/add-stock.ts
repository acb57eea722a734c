import { sql } from 'drizzle-orm';
import { productCacheEntry } from '../catalog/product-cache.ts';
import { type ProductRow, productView } from '../catalog/product-view.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

/**
 * Adds units to the stock of locked products (negative: takes them), and updates the cache after the commit. Products
 * without a stock limit are skipped.
 * @param deltas Units by product id.
 */
export async function addStock(
  ctx: Ctx,
  unit: UnitOfWork,
  products: readonly ProductRow[],
  deltas: ReadonlyMap<string, number>,
): Promise<void> {
  const now = ctx.clock.now();
  const changed = products.flatMap((product) => {
    const delta = deltas.get(product.id) ?? 0;
    if (product.stock === null || delta === 0) return [];
    return [{ ...product, delta, stock: product.stock + delta, version: product.version + 1, updatedAt: now }];
  });
  if (changed.length === 0) return;
  await unit.tx.execute(sql`
    UPDATE products AS p SET stock = p.stock + d.delta, version = p.version + 1, updated_at = ${now.toISOString()}
    FROM unnest(${sql.param(changed.map(({ id }) => id))}::uuid[], ${sql.param(changed.map(({ delta }) => delta))}::int[]) AS d (product_id, delta)
    WHERE p.tenant_id = ${unit.tenantId} AND p.id = d.product_id`);
  // Not waited for: until it is done, other isolates may show the stock of before.
  unit.afterCommit(() => void ctx.cache.put(changed.map((row) => productCacheEntry(unit.tenantId, productView(row)))));
}

/** Sums the units of lines by product. */
export function unitsByProduct(lines: ReadonlyArray<{ productId: string; quantity: number }>): Map<string, number> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
}
