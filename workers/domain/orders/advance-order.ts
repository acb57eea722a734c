import type { Order, OrderStatus } from '../../../contracts/order.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { cancelLocked } from './cancel-order.ts';
import { changeStatus } from './change-status.ts';
import { loadItems, lockOrder } from './load-order.ts';
import { requireStep } from './status.ts';

/**
 * Moves an order to its next status, or cancels it, for staff.
 * @throws {ProblemError} `not_found`, `illegal_transition`, `precondition_failed`.
 */
export async function advanceOrder({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; status: OrderStatus; ifVersion?: IfVersion };
}): Promise<Order> {
  authorise(ctx, 'order:advance');
  return await inTransaction(ctx, async (unit) => {
    const row = await lockOrder(unit, input.id, undefined);
    requireVersion(row, input.ifVersion);
    if (input.status === 'cancelled') return await cancelLocked(ctx, unit, { row, by: 'staff', reason: null });
    requireStep(row.status, input.status);
    const items = await loadItems(unit, row.id);
    return await changeStatus(ctx, unit, { row, items, to: input.status, type: 'order_updated', reason: null });
  });
}
