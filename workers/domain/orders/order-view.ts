import type { Order } from '../../../contracts/order.ts';
import type { orderItems, orders } from '../../../schema/tables/orders.ts';

export type OrderRow = typeof orders.$inferSelect;
export type OrderItemRow = typeof orderItems.$inferSelect;

/** An order and its lines for clients. */
export function orderView(row: OrderRow, items: readonly OrderItemRow[]): Order {
  return {
    id: row.id,
    number: row.number,
    user_id: row.userId,
    status: row.status,
    currency: row.currency,
    subtotal: row.subtotalMinor,
    discount_total: row.discountMinor,
    total: row.totalMinor,
    items: items.map((item) => ({
      id: item.id,
      product_id: item.productId,
      sku: item.sku,
      name: item.name,
      quantity: item.quantity,
      unit_price: item.unitPriceMinor,
      discount: item.discountMinor,
      total: item.totalMinor,
      options: item.options,
    })),
    promotions: row.promotions,
    fulfilment: row.fulfilment,
    note: row.note,
    // Confirmed orders of earlier releases still have a time.
    expires_at: row.status === 'pending' ? (row.expiresAt?.toISOString() ?? null) : null,
    ...row.refusals,
    warnings: row.warnings,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
