import { isAllowed } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import { loadForOrder } from '../catalog/load-for-order.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { addStock, unitsByProduct } from './add-stock.ts';
import { changeStatus } from './change-status.ts';
import { loadItems, lockOrder } from './load-order.ts';
import type { OrderItemRow, OrderRow } from './order-view.ts';
import { returnPromotions } from './promotion-uses.ts';
import { requireCancellable } from './status.ts';

/**
 * Cancels an order and returns its stock and promotion uses, once. Staff cancel any order, everyone else their own
 * while pending or confirmed.
 * @throws {ProblemError} `not_found`, `illegal_transition`, `precondition_failed`.
 */
export async function cancelOrder({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; reason: string | null; ifVersion?: IfVersion };
}): Promise<Order> {
  authorise(ctx, 'order:cancel');
  const isStaff = isAllowed(ctx.principal, 'order:advance');
  return await inTransaction(ctx, async (unit) => {
    const row = await lockOrder(unit, input.id, isStaff ? undefined : ctx.principal.userId);
    requireVersion(row, input.ifVersion);
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
  await returnPromotions(unit, { userId: row.userId, promotionIds: row.promotions.map((used) => used.promotion_id) });
  return await changeStatus(ctx, unit, { row, items, to: 'cancelled', type: 'order_cancelled', reason });
}

/** Returns the stock. Deleted products are skipped. */
async function returnStock(ctx: Ctx, unit: UnitOfWork, items: readonly OrderItemRow[]): Promise<void> {
  const returned = unitsByProduct(items);
  const lines = [...returned.keys()].map((product_id) => ({ product_id }));
  const locked = await loadForOrder(unit, lines, { lock: true });
  await addStock(
    ctx,
    unit,
    locked.filter((product) => product !== undefined),
    returned,
  );
}
