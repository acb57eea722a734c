import { sql } from 'drizzle-orm';
import type { Pricing } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { productCacheEntry } from '../catalog/product-cache.ts';
import { type ProductRow, productView } from '../catalog/product-view.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { countedUses } from './promotion-uses.ts';

/**
 * Takes the stock of a priced order and counts its promotion uses, in one statement, which is not waited for. Lines of
 * one product are summed. When a promotion cannot be counted any more, the database refuses the transaction, and it runs
 * again with what has changed.
 * @param products The products of the lines, locked by this transaction.
 * @throws {ProblemError} `insufficient_stock`. The caller rolls back.
 */
export function reserveStock(
  ctx: Ctx,
  unit: UnitOfWork,
  { pricing, products }: { pricing: Pricing; products: readonly ProductRow[] },
): void {
  const wanted = sumByProduct(pricing);
  const byId = new Map(products.map((product) => [product.id, product]));
  requireStock(pricing, byId, wanted);

  const now = ctx.clock.now();
  const tracked = [...wanted].filter(([id]) => byId.get(id)?.stock !== null);
  const promotionIds = pricing.promotions.map((promotion) => promotion.promotion_id);
  if (tracked.length === 0 && promotionIds.length === 0) return;
  const [ids, quantities] = [tracked.map(([id]) => id), tracked.map(([, quantity]) => quantity)];
  const { userId } = ctx.principal;
  unit.send(() =>
    unit.tx.execute(sql`
    SELECT take_stock(${sql.param(ids)}, ${sql.param(quantities)}, ${now.toISOString()}),
      require_unchanged(${countedUses({ userId, promotionIds })} = ${promotionIds.length})`),
  );

  const changed = tracked.flatMap(([id, quantity]) => {
    const product = byId.get(id);
    if (product === undefined || product.stock === null) return [];
    const after = { ...product, stock: product.stock - quantity, version: product.version + 1, updatedAt: now };
    return [productCacheEntry(unit.tenantId, productView(after))];
  });
  // Not waited for: until it is done, other isolates may show the stock of before.
  unit.afterCommit(() => void ctx.cache.put(changed));
}

function sumByProduct(pricing: Pricing): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of pricing.items) sums.set(line.product_id, (sums.get(line.product_id) ?? 0) + line.quantity);
  return sums;
}

function requireStock(
  pricing: Pricing,
  byId: ReadonlyMap<string, ProductRow>,
  wanted: ReadonlyMap<string, number>,
): void {
  const errors = pricing.items.flatMap((line, index) => {
    const stock = byId.get(line.product_id)?.stock ?? null;
    const quantity = wanted.get(line.product_id) ?? 0;
    if (stock === null || stock >= quantity) return [];
    return [{ path: `items.${index}.quantity`, message: `${line.name}: ${quantity} wanted, ${stock} left` }];
  });
  if (errors.length > 0) {
    throw new ProblemError('insufficient_stock', `${errors.map((error) => error.message).join('; ')}.`, { errors });
  }
}
