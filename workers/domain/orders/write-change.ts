import { and, eq } from 'drizzle-orm';
import type { Order } from '../../../contracts/order.ts';
import { orderHistory, orderItems, orders, quotes } from '../../../schema/tables/orders.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { appendEvent } from '../outbox/append-event.ts';
import { historyRow } from './history-row.ts';
import { type OrderItemRow, type OrderRow, orderView } from './order-view.ts';

/** The reason in the history and the event of a change of lines. */
const REASON = 'changed';

/** Writes the new lines of a locked order with its history row, event and audit entry, and marks the quote as used. */
export async function writeChange(
  ctx: Ctx,
  unit: UnitOfWork,
  change: { changed: OrderRow; items: readonly OrderItemRow[]; quoteId: string; before: OrderRow },
): Promise<Order> {
  const { changed, items, quoteId, before } = change;
  const { tx, tenantId } = unit;
  const { id, ...columns } = changed;
  await tx
    .update(orders)
    .set(columns)
    .where(and(eq(orders.tenantId, tenantId), eq(orders.id, id)));
  await tx.delete(orderItems).where(and(eq(orderItems.tenantId, tenantId), eq(orderItems.orderId, id)));
  await tx.insert(orderItems).values([...items]);
  await tx
    .update(quotes)
    .set({ orderId: id })
    .where(and(eq(quotes.tenantId, tenantId), eq(quotes.id, quoteId)));
  const { status } = changed;
  await tx.insert(orderHistory).values(historyRow(ctx, { orderId: id, from: status, to: status, reason: REASON }));
  recordAudit(ctx, unit, {
    action: 'order.changed',
    resourceType: 'order',
    resourceId: id,
    details: { total_before: before.totalMinor, total: changed.totalMinor, currency: changed.currency },
  });
  const order = orderView(changed, items);
  appendEvent(ctx, unit, {
    type: 'order_updated',
    aggregateId: order.id,
    audienceUserId: order.user_id,
    data: { order, previous_status: status, reason: REASON },
  });
  return order;
}
