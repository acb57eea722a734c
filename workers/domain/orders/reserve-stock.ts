import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { OrderRules } from '../../../contracts/order-settings.ts';
import type { Pricing } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { productCacheEntry } from '../catalog/product-cache.ts';
import { type ProductRow, productView } from '../catalog/product-view.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { orderRules, readOrderRules } from './open-orders.ts';
import { requireCounted, usesOfPromotions } from './promotion-uses.ts';

const Reserved = z.object({ number: z.coerce.number().int(), promotions: z.coerce.number().int(), rules: z.unknown() });

/**
 * Takes the stock of a priced order, counts its promotion uses and draws the tenant's next order number, in one
 * statement. Lines of one product are summed.
 * @param products The products of the lines, locked by this transaction.
 * @returns The order number, and the tenant's rules for orders.
 * @throws {ProblemError} `insufficient_stock`, or `invalid_promotion` when another order took a promotion's last use
 *   meanwhile: a repeated transaction prices without it. The caller rolls back.
 */
export async function reserveStock(
  ctx: Ctx,
  unit: UnitOfWork,
  { pricing, products }: { pricing: Pricing; products: readonly ProductRow[] },
): Promise<{ number: number; rules: OrderRules }> {
  const wanted = sumByProduct(pricing);
  const byId = new Map(products.map((product) => [product.id, product]));
  requireStock(pricing, byId, wanted);

  const now = ctx.clock.now();
  const tracked = [...wanted].filter(([id]) => byId.get(id)?.stock !== null);
  const promotionIds = pricing.promotions.map((promotion) => promotion.promotion_id);
  const result = await unit.tx.execute(sql`
    WITH taken AS (
      UPDATE products AS p SET stock = p.stock - w.quantity, version = p.version + 1, updated_at = ${now.toISOString()}
      FROM unnest(${sql.param(tracked.map(([id]) => id))}::uuid[], ${sql.param(tracked.map(([, n]) => n))}::int[]) AS w (product_id, quantity)
      WHERE p.tenant_id = ${unit.tenantId} AND p.id = w.product_id
    ), ${usesOfPromotions(unit, { userId: ctx.principal.userId, promotionIds })}, counted AS (
      INSERT INTO order_counters AS c (tenant_id, last_number) VALUES (${unit.tenantId}, 1)
      ON CONFLICT (tenant_id) DO UPDATE SET last_number = c.last_number + 1
      RETURNING last_number
    )
    SELECT (SELECT last_number FROM counted) AS number, (SELECT count(*) FROM used_by_customer) AS promotions,
      ${orderRules(unit.tenantId)} AS rules`);
  const reserved = Reserved.parse(result.rows[0]);
  requireCounted(reserved.promotions, promotionIds);

  const changed = tracked.flatMap(([id, quantity]) => {
    const product = byId.get(id);
    if (product === undefined || product.stock === null) return [];
    const after = { ...product, stock: product.stock - quantity, version: product.version + 1, updatedAt: now };
    return [productCacheEntry(unit.tenantId, productView(after))];
  });
  unit.afterCommit(() => ctx.cache.put(changed));
  return { number: reserved.number, rules: readOrderRules(reserved.rules) };
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
    return [{ path: `items.${index}.quantity`, message: `${line.sku}: ${quantity} wanted, ${stock} left` }];
  });
  if (errors.length > 0) {
    throw new ProblemError('insufficient_stock', errors.map((error) => error.message).join('; '), { errors });
  }
}
