import { isAllowed } from '../../../contracts/identity.ts';
import { authorise, type Ctx, type UnitOfWork } from '../context.ts';
import { findOrder } from './load-order.ts';
import type { OrderRow } from './order-view.ts';
import { requireChangeable } from './status.ts';

/**
 * Returns the order whose lines a quote will replace: any order for staff, their own for other callers. Undefined
 * without an id.
 * @throws {ProblemError} `not_found`, or `illegal_transition` when it is too late.
 */
export async function findChangeable(
  ctx: Ctx,
  unit: UnitOfWork,
  id: string | null | undefined,
): Promise<OrderRow | undefined> {
  if (id == null) return undefined;
  authorise(ctx, 'order:change');
  const isStaff = isAllowed(ctx.principal, 'order:advance');
  const row = await findOrder(unit, id, isStaff ? undefined : ctx.principal.userId);
  requireChangeable(row.status, isStaff ? 'staff' : 'customer');
  return row;
}
