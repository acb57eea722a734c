import { sql } from 'drizzle-orm';
import type { Order } from '../../../contracts/order.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { outbox } from '../../../schema/tables/delivery.ts';
import { orderHistory, orderItems, orders } from '../../../schema/tables/orders.ts';
import { asColumns } from '../../platform/as-columns.ts';
import { auditRow } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { outboxRow } from '../outbox/append-event.ts';
import { toCommitted } from '../outbox/drain.ts';
import { historyRow } from './history-row.ts';
import type { OrderItemRow, OrderRow } from './order-view.ts';

/**
 * Writes a new order with its lines, history row, event and audit entry, and marks its quote as used, in one statement
 * (migration 0053), which is not waited for.
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
  const details = { number: order.number, total: order.total, currency: order.currency };
  const entry = auditRow(ctx, { action: 'order.created', resourceType: 'order', resourceId: order.id, details });
  const step = historyRow(ctx, { orderId: order.id, from: null, to: order.status, reason: null });
  const written = {
    order: asColumns(orders, row),
    items: items.map((item) => asColumns(orderItems, item)),
    event: asColumns(outbox, event),
    entry: asColumns(auditLog, entry),
    step: asColumns(orderHistory, step),
    quote_id: quoteId,
  };
  send(() => tx.execute(sql`SELECT write_order(${JSON.stringify(written)})`));
  afterCommit(() => ctx.nudgeRelay(tenantId, toCommitted(event)));
}
