import type { CreateOrder, Order } from '../../../contracts/order.ts';
import { newId } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { loadForOrder } from '../catalog/load-for-order.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { priceLines } from '../pricing/price-lines.ts';
import { findPromotionsByCode } from '../promotions/find-promotions.ts';
import { lockQuote } from '../quotes/lock-quote.ts';
import { loadOrder } from './load-order.ts';
import { type OrderRow, orderView } from './order-view.ts';
import { reserveStock } from './reserve-stock.ts';
import { writeOrder } from './write-order.ts';

interface PlaceOrderInput extends CreateOrder {
  /** Which claim of an idempotency key makes this order; a second order of one claim is refused by the database. */
  idempotencyClaim?: string;
}

/**
 * Places an order: prices it (or takes its quote's price), reserves the stock, numbers it and writes it with its
 * event, all or nothing, in a number of statements that does not grow with the lines.
 * @returns The order; for a quote that became an order already, that order.
 * @throws {ProblemError} `insufficient_stock`, `quote_expired`, `not_found` for the quote, or as `priceLines` does.
 */
export async function placeOrder({ ctx, input }: { ctx: Ctx; input: PlaceOrderInput }): Promise<Order> {
  authorise(ctx, 'order:create');
  return await inTransaction(ctx, async (unit) => {
    const { quote_id } = input;
    const quote = quote_id === undefined ? undefined : await lockQuote(ctx, unit, quote_id);
    if (quote?.orderId != null) return await loadOrder(unit, quote.orderId);

    const requests = quote?.pricing.items.map(({ product_id }) => ({ product_id })) ?? input.items ?? [];
    const found = await loadForOrder(unit, requests, { lock: true });
    const pricing = quote?.pricing ?? (await priceNow(ctx, unit, input, found));
    const products = found.filter((product) => product !== undefined);
    const number = await reserveStock(ctx, unit, { pricing, products });

    const now = ctx.clock.now();
    const row: OrderRow = {
      id: newId(),
      tenantId: unit.tenantId,
      number,
      userId: ctx.principal.userId,
      status: 'pending',
      currency: pricing.currency,
      subtotalMinor: pricing.subtotal,
      discountMinor: pricing.discount_total,
      totalMinor: pricing.total,
      promotions: pricing.promotions,
      fulfilment: input.fulfilment,
      note: input.note,
      idempotencyKey: input.idempotencyClaim ?? null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    const items = pricing.items.map((line, position) => ({
      id: newId(),
      tenantId: unit.tenantId,
      orderId: row.id,
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
    const order = orderView(row, items);
    await writeOrder(ctx, unit, { row, items, order, quoteId: quote?.id });
    return order;
  });
}

type Found = Awaited<ReturnType<typeof loadForOrder>>;

async function priceNow(ctx: Ctx, unit: UnitOfWork, input: CreateOrder, found: Found) {
  if (input.items === undefined) throw new ProblemError('invalid_request', 'Name either items or quote_id.');
  return priceLines({
    lines: input.items.map((request, index) => ({ request, product: found[index] })),
    promotions: await findPromotionsByCode(unit, input.promo_codes),
    now: ctx.clock.now(),
  });
}
