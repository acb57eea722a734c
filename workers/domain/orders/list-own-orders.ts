import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import type { OrderStatusInput, OwnOrder } from '../../../contracts/chat-tool.ts';
import { orderItems, orders } from '../../../schema/tables/orders.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { orNotFound } from './load-order.ts';
import { type OrderItemRow, orderView } from './order-view.ts';
import { isCancellable, isChangeable } from './status.ts';

/** The principal's own orders, newest first, also when they might see all: an assistant speaks for one person. */
export async function listOwnOrders({ ctx, input }: { ctx: Ctx; input: OrderStatusInput }): Promise<OwnOrder[]> {
  authorise(ctx, 'order:read');
  return await inTransaction(ctx, async ({ tx, tenantId }) => {
    const rows = await tx
      .select()
      .from(orders)
      .where(
        and(
          eq(orders.tenantId, tenantId),
          eq(orders.userId, ctx.principal.userId),
          input.number === undefined ? undefined : eq(orders.number, input.number),
        ),
      )
      .orderBy(desc(orders.id))
      .limit(input.limit);
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const items = await tx
      .select()
      .from(orderItems)
      .where(and(eq(orderItems.tenantId, tenantId), inArray(orderItems.orderId, ids)))
      .orderBy(asc(orderItems.orderId), asc(orderItems.position));
    const itemsOf: Partial<Record<string, OrderItemRow[]>> = Object.groupBy(items, (item) => item.orderId);
    return rows.map((row) => ({
      ...orderView(row, itemsOf[row.id] ?? []),
      can_change: isChangeable(row.status, 'customer'),
      can_cancel: isCancellable(row.status, 'customer'),
    }));
  });
}

/** @throws {ProblemError} `not_found` unless the order is the principal's own, whatever their role. */
export async function requireOwnOrder(ctx: Ctx, id: string): Promise<void> {
  const [row] = await inTransaction(ctx, ({ tx, tenantId }) =>
    tx
      .select({ id: orders.id })
      .from(orders)
      .where(and(eq(orders.tenantId, tenantId), eq(orders.id, id), eq(orders.userId, ctx.principal.userId))),
  );
  orNotFound(row);
}
