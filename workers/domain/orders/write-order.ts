import { and, eq, sql } from 'drizzle-orm';
import type { Order } from '../../../contracts/order.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { orderHistory, orderItems, orders, quotes } from '../../../schema/tables/orders.ts';
import { auditRow } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { outboxRow } from '../outbox/append-event.ts';
import { historyRow } from './history-row.ts';
import type { OrderItemRow, OrderRow } from './order-view.ts';

/**
 * Writes a new order with its lines, history row, event and audit entry, and marks its quote as used, in one statement,
 * which is not waited for.
 */
export function writeOrder(
  ctx: Ctx,
  { tx, tenantId, send, afterCommit }: UnitOfWork,
  { row, items, order, quoteId }: { row: OrderRow; items: OrderItemRow[]; order: Order; quoteId: string | undefined },
): void {
  const event = outboxRow(ctx, {
    type: 'order_created',
    aggregateId: order.id,
    audienceUserId: order.user_id,
    data: { order, previous_status: null, reason: null },
  });
  const newOrder = tx.$with('new_order').as(tx.insert(orders).values(row).returning({ id: orders.id }));
  const newItems = tx.$with('new_items').as(tx.insert(orderItems).values(items).returning({ id: orderItems.id }));
  const newEvent = tx.$with('new_event').as(tx.insert(outbox).values(event).returning({ id: outbox.eventId }));
  const details = { number: order.number, total: order.total, currency: order.currency };
  const entry = auditRow(ctx, { action: 'order.created', resourceType: 'order', resourceId: order.id, details });
  const newEntry = tx.$with('new_entry').as(tx.insert(auditLog).values(entry).returning({ id: auditLog.id }));
  const step = historyRow(ctx, { orderId: order.id, from: null, to: order.status, reason: null });
  const newStep = tx.$with('new_step').as(tx.insert(orderHistory).values(step).returning({ id: orderHistory.id }));
  const spentQuote = tx.$with('spent_quote').as(
    tx
      .update(quotes)
      .set({ orderId: row.id })
      .where(quoteId === undefined ? sql`false` : and(eq(quotes.tenantId, tenantId), eq(quotes.id, quoteId)))
      .returning({ id: quotes.id }),
  );
  send(() =>
    tx.with(newOrder, newItems, newEvent, newEntry, newStep, spentQuote).select({ id: newOrder.id }).from(newOrder),
  );
  afterCommit(() => ctx.nudgeRelay(tenantId));
}
