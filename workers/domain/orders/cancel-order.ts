import { sql } from 'drizzle-orm';
import { isAllowed } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import { loadForOrder } from '../catalog/load-for-order.ts';
import { productCacheEntry } from '../catalog/product-cache.ts';
import { productView } from '../catalog/product-view.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { changeStatus } from './change-status.ts';
import { loadItems, lockOrder, requireOrderVersion } from './load-order.ts';
import type { OrderItemRow, OrderRow } from './order-view.ts';
import { requireCancellable } from './status.ts';

/**
 * Cancels an order and gives its stock and the uses of its promotions back, once: staff any, everyone else their own while pending or confirmed.
 * @throws {ProblemError} `not_found`, `illegal_transition`, `precondition_failed`.
 */
export async function cancelOrder(args: {
  ctx: Ctx;
  input: { id: string; reason: string | null; ifVersion?: number | undefined };
}): Promise<Order> {
  const { ctx, input } = args;
  authorise(ctx, 'order:cancel');
  const isStaff = isAllowed(ctx.principal, 'order:advance');
  return await inTransaction(ctx, async (unit) => {
    const row = await lockOrder(unit, input.id, isStaff ? undefined : ctx.principal.userId);
    requireOrderVersion(row, input.ifVersion);
    return await cancelLocked(ctx, unit, { row, by: isStaff ? 'staff' : 'customer', reason: input.reason });
  });
}

/** Cancels an order whose row the caller has locked. */
export async function cancelLocked(
  ctx: Ctx,
  unit: UnitOfWork,
  { row, by, reason }: { row: OrderRow; by: 'customer' | 'staff'; reason: string | null },
): Promise<Order> {
  requireCancellable(row.status, by);
  const items = await loadItems(unit, row.id);
  await returnStock(ctx, unit, items);
  await returnPromotions(unit, row);
  return await changeStatus(ctx, unit, { row, items, to: 'cancelled', type: 'order_cancelled', reason });
}

/** Products that are deleted by now, or unlimited, have no stock to give back to. */
async function returnStock(ctx: Ctx, unit: UnitOfWork, items: readonly OrderItemRow[]): Promise<void> {
  const lines = items.map((item) => ({ product_id: item.productId }));
  const locked = new Map((await loadForOrder(unit, lines, { lock: true })).map((product) => [product?.id, product]));
  const now = ctx.clock.now();
  const returned = [...locked.values()].flatMap((product) => {
    if (product === undefined || product.stock === null) return [];
    const quantity = items
      .filter((item) => item.productId === product.id)
      .reduce((sum, item) => sum + item.quantity, 0);
    return [{ ...product, quantity, stock: product.stock + quantity, version: product.version + 1, updatedAt: now }];
  });
  if (returned.length === 0) return;
  await unit.tx.execute(sql`
    UPDATE products AS p SET stock = p.stock + r.quantity, version = p.version + 1, updated_at = ${now.toISOString()}
    FROM unnest(${sql.param(returned.map(({ id }) => id))}::uuid[], ${sql.param(returned.map(({ quantity }) => quantity))}::int[]) AS r (product_id, quantity)
    WHERE p.tenant_id = ${unit.tenantId} AND p.id = r.product_id`);
  unit.afterCommit(() => ctx.cache.put(returned.map((row) => productCacheEntry(unit.tenantId, productView(row)))));
}

/** A cancelled order did not use its promotions. Once: the order's row is locked, and cancelled is a last status. */
async function returnPromotions(unit: UnitOfWork, row: OrderRow): Promise<void> {
  const ids = row.promotions.map((promotion) => promotion.promotion_id);
  if (ids.length === 0) return;
  // In the order of their ids, as `reserveStock` takes them: two orders wait for each other and never deadlock.
  await unit.tx.execute(sql`
    WITH locked AS (
      SELECT id FROM promotions WHERE tenant_id = ${unit.tenantId} AND id = ANY (${sql.param(ids)}::uuid[])
      ORDER BY id FOR NO KEY UPDATE
    ), returned AS (
      UPDATE promotions AS p SET times_used = p.times_used - 1 FROM locked
      WHERE p.tenant_id = ${unit.tenantId} AND p.id = locked.id AND p.times_used > 0
      RETURNING p.id
    )
    UPDATE promotion_uses AS u SET times_used = u.times_used - 1 FROM returned
    WHERE u.tenant_id = ${unit.tenantId} AND u.user_id = ${row.userId} AND u.promotion_id = returned.id
      AND u.times_used > 0`);
}
