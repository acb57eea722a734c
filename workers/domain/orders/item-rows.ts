import type { Pricing } from '../../../contracts/quote.ts';
import { newId } from '../../platform/ids.ts';
import type { OrderItemRow, OrderRow } from './order-view.ts';

/** The rows of an order's lines, in pricing order. */
export function itemRows(order: Pick<OrderRow, 'id' | 'tenantId'>, pricing: Pricing): OrderItemRow[] {
  return pricing.items.map((line, position) => ({
    id: newId(),
    tenantId: order.tenantId,
    orderId: order.id,
    position,
    productId: line.product_id,
    sku: line.sku,
    name: line.name,
    quantity: line.quantity,
    unitPriceMinor: line.unit_price,
    discountMinor: line.discount,
    totalMinor: line.total,
    options: line.options,
  }));
}
