import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Order } from '../../../contracts/order.ts';
import { orderItems, orders } from '../../../schema/tables/orders.ts';
import type { Unit } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type OrderItemRow, type OrderRow, orderView } from './order-view.ts';

/** @throws {ProblemError} `not_found`. */
export async function loadOrder(unit: Unit, id: string): Promise<Order> {
  return orderView(await findOrder(unit, id), await loadItems(unit, id));
}

/** Reads an order's row. `ownerId` limits it to one customer's. @throws {ProblemError} `not_found`. */
export async function findOrder(unit: Unit, id: string, ownerId?: string): Promise<OrderRow> {
  const [row] = await orderOf(unit, id, ownerId);
  return orNotFound(row);
}

/** Like `findOrder`, and locks the row until the transaction ends. */
export async function lockOrder(unit: Unit, id: string, ownerId: string | undefined): Promise<OrderRow> {
  const [row] = await orderOf(unit, id, ownerId).for('update');
  return orNotFound(row);
}

const orderOf = ({ tx, tenantId }: Unit, id: string, ownerId: string | undefined) =>
  tx
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.tenantId, tenantId),
        eq(orders.id, id),
        ownerId === undefined ? undefined : eq(orders.userId, ownerId),
      ),
    );

export async function loadItems(unit: Unit, orderId: string): Promise<OrderItemRow[]> {
  return await loadItemsOf(unit, [orderId]);
}

/** The orders for clients, in the order of the rows, with one more statement. */
export async function viewOrders(unit: Unit, rows: readonly OrderRow[]): Promise<Order[]> {
  const ids = rows.map(({ id }) => id);
  const items = ids.length === 0 ? [] : await loadItemsOf(unit, ids);
  const itemsOf: Partial<Record<string, OrderItemRow[]>> = Object.groupBy(items, (item) => item.orderId);
  return rows.map((row) => orderView(row, itemsOf[row.id] ?? []));
}

function loadItemsOf({ tx, tenantId }: Unit, orderIds: readonly string[]): Promise<OrderItemRow[]> {
  return tx
    .select()
    .from(orderItems)
    .where(and(eq(orderItems.tenantId, tenantId), inArray(orderItems.orderId, [...orderIds])))
    .orderBy(asc(orderItems.orderId), asc(orderItems.position));
}

/** Throws the same error for others' orders as for missing ones, so that existence is not revealed. */
export function orNotFound<T>(row: T | undefined): T {
  requireRow(row, 'order');
  return row;
}
