import { and, eq } from 'drizzle-orm';
import type { EventType } from '../../../contracts/event.ts';
import type { Order, OrderStatus } from '../../../contracts/order.ts';
import { orderHistory, orders } from '../../../schema/tables/orders.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { appendEvent } from '../outbox/append-event.ts';
import { historyRow } from './history-row.ts';
import { type OrderItemRow, type OrderRow, orderView } from './order-view.ts';

/** Writes the new status of a locked order with its history row and event, in the caller's transaction. */
export async function changeStatus(
  ctx: Ctx,
  unit: UnitOfWork,
  change: {
    row: OrderRow;
    items: readonly OrderItemRow[];
    to: OrderStatus;
    type: Extract<EventType, 'order_updated' | 'order_cancelled'>;
    reason: string | null;
  },
): Promise<Order> {
  const { row, items, to, type, reason } = change;
  const changed = { ...row, status: to, version: row.version + 1, updatedAt: ctx.clock.now(), expiresAt: null };
  await unit.tx
    .update(orders)
    .set({ status: changed.status, version: changed.version, updatedAt: changed.updatedAt, expiresAt: null })
    .where(and(eq(orders.tenantId, unit.tenantId), eq(orders.id, row.id)));
  const step = historyRow(ctx, { orderId: row.id, from: row.status, to, reason });
  await unit.tx.insert(orderHistory).values(step);
  recordAudit(ctx, unit, {
    action: type === 'order_cancelled' ? 'order.cancelled' : 'order.updated',
    resourceType: 'order',
    resourceId: row.id,
    details: { from: row.status, to },
  });
  const order = orderView(changed, items);
  appendEvent(ctx, unit, {
    type,
    aggregateId: order.id,
    audienceUserId: order.user_id,
    data: { order, previous_status: row.status, reason },
  });
  if (to === 'completed' || to === 'cancelled') {
    unit.afterCommit(() => ctx.metrics.count('ragline_orders_total', 1, { outcome: to }));
  }
  return order;
}
