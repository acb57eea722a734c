import { and, asc, eq } from 'drizzle-orm';
import type { Order } from '../../../contracts/order.ts';
import { orderItems, orders } from '../../../schema/tables/orders.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { UnitOfWork } from '../context.ts';
import { type OrderItemRow, type OrderRow, orderView } from './order-view.ts';

/** @throws {ProblemError} `not_found`. */
export async function loadOrder(unit: UnitOfWork, id: string): Promise<Order> {
  const [row] = await unit.tx
    .select()
    .from(orders)
    .where(and(eq(orders.tenantId, unit.tenantId), eq(orders.id, id)));
  return orderView(orNotFound(row), await loadItems(unit, id));
}

/** The order's row, locked until the transaction ends. `ownerId` limits it to one customer's. */
export async function lockOrder(unit: UnitOfWork, id: string, ownerId: string | undefined): Promise<OrderRow> {
  const [row] = await unit.tx
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.tenantId, unit.tenantId),
        eq(orders.id, id),
        ownerId === undefined ? undefined : eq(orders.userId, ownerId),
      ),
    )
    .for('update');
  return orNotFound(row);
}

export async function loadItems(unit: UnitOfWork, orderId: string): Promise<OrderItemRow[]> {
  return await unit.tx
    .select()
    .from(orderItems)
    .where(and(eq(orderItems.tenantId, unit.tenantId), eq(orderItems.orderId, orderId)))
    .orderBy(asc(orderItems.position));
}

/** The same answer for an order that is another's: who may not see it cannot learn that it exists. */
export function orNotFound<T>(row: T | undefined): T {
  if (row === undefined) throw new ProblemError('not_found', 'There is no such order.');
  return row;
}

/** @throws {ProblemError} `precondition_failed` when the order has another version. */
export function requireOrderVersion(row: OrderRow, ifVersion: number | undefined): void {
  if (ifVersion !== undefined && row.version !== ifVersion) {
    throw new ProblemError('precondition_failed', `It has version ${row.version} by now.`);
  }
}
