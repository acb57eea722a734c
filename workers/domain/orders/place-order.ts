import type { CreateOrder, Order } from '../../../contracts/order.ts';
import type { Pricing, QuoteWarning } from '../../../contracts/quote.ts';
import { newId } from '../../platform/ids.ts';
import { StaleReadError } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { allergenWarnings, withProfile } from '../catalog/allergen-warnings.ts';
import { loadForOrder } from '../catalog/load-for-order.ts';
import type { ProductRow } from '../catalog/product-view.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { priceLines } from '../pricing/price-lines.ts';
import { lockQuote } from '../quotes/lock-quote.ts';
import type { QuoteRow } from '../quotes/quote-view.ts';
import { quoteLapsed } from '../quotes/renew-quote.ts';
import { requireOnSale } from '../quotes/require-on-sale.ts';
import { itemRows } from './item-rows.ts';
import { loadBasket, requireCodes } from './load-basket.ts';
import { loadOrder } from './load-order.ts';
import { addressHashOf, holdUntil, requireWithinLimits } from './open-orders.ts';
import { type OrderRow, orderView } from './order-view.ts';
import { reserveStock } from './reserve-stock.ts';
import { writeOrder } from './write-order.ts';

interface PlaceOrderInput extends CreateOrder {
  /** The claim of the idempotency key that creates this order. The database refuses a second order of one claim. */
  idempotencyClaim?: string;
}

/**
 * Places an order: prices it (or takes its quote's price), reserves the stock, numbers it and writes it with its event,
 * all or nothing. The number of statements does not grow with the lines.
 * @returns The order, also when its quote has already become one.
 * @throws {ProblemError} `insufficient_stock`, `order_limit_reached`; for a quote `not_found`, `conflict`, or
 *   `quote_expired` or `quote_changed` with a new quote; else as `priceLines` does.
 */
export async function placeOrder({ ctx, input }: { ctx: Ctx; input: PlaceOrderInput }): Promise<Order> {
  authorise(ctx, 'order:create');
  return await inTransaction(ctx, async (unit) => {
    const { quote_id } = input;
    const quote = quote_id === undefined ? undefined : await lockQuote(ctx, unit, quote_id);
    if (quote?.replacesOrderId != null) {
      throw new ProblemError(
        'conflict',
        'This quote changes an existing order. Create a quote without replaces_order_id to place a new order.',
      );
    }
    if (quote?.orderId != null) return await loadOrder(unit, quote.orderId);

    const { pricing, products, refusals, warnings } =
      quote === undefined ? await priceNow(ctx, unit, input) : await takeQuote(unit, quote);
    const { number, rules } = await reserveStock(ctx, unit, { pricing, products }).catch((error: unknown) => {
      const isUsedUp = error instanceof ProblemError && error.code === 'invalid_promotion';
      if (quote === undefined || !isUsedUp) throw error;
      throw quoteLapsed('quote_changed', error.message, { ...quote, errors: error.errors ?? [] });
    });

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
      refusals,
      warnings,
      idempotencyKey: input.idempotencyClaim ?? null,
      expiresAt: holdUntil(ctx, rules, now),
      addressHash: await addressHashOf(ctx),
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    const items = itemRows(row, pricing);
    const order = orderView(row, items);
    const open = await writeOrder(ctx, unit, { row, items, order, quoteId: quote?.id });
    requireWithinLimits(ctx, rules, { open, items });
    unit.afterCommit(() => ctx.metrics.count('ragline_orders_total', 1, { outcome: 'placed' }));
    return order;
  }).catch((error: unknown) => {
    countRefusal(ctx, error);
    throw error;
  });
}

/** Skips errors that are retried at once, and server errors. */
function countRefusal({ metrics }: Ctx, error: unknown): void {
  if (!(error instanceof ProblemError) || error.status >= 500 || error.cause instanceof StaleReadError) return;
  metrics.count('ragline_orders_total', 1, { outcome: 'refused' });
  if (error.code === 'insufficient_stock') metrics.count('ragline_stock_refusals_total');
}

/** The price of a new order, and its products, locked. */
interface Priced {
  pricing: Pricing;
  products: ProductRow[];
  refusals: OrderRow['refusals'];
  /** Conflicts with refused allergens and diets. */
  warnings: QuoteWarning[];
}

async function priceNow(ctx: Ctx, unit: UnitOfWork, input: CreateOrder): Promise<Priced> {
  const { items, promo_codes: codes } = input;
  if (items === undefined) throw new ProblemError('invalid_request', 'Send either items or quote_id.');
  const { products, promotions, profile } = await loadBasket(ctx, unit, { lines: items, codes, lock: true });
  const found = products.filter((product) => product !== undefined);
  if (found.length > 0) requireCodes(codes, promotions);
  const lines = items.map((request, index) => ({ request, product: products[index] }));
  const pricing = priceLines({
    lines,
    promotions,
    now: ctx.clock.now(),
  });
  const refusals = withProfile({ exclude_allergens: [], diets: [] }, profile);
  return { pricing, products: found, refusals, warnings: allergenWarnings(lines, refusals) };
}

async function takeQuote(unit: UnitOfWork, quote: QuoteRow): Promise<Priced> {
  const lines = quote.pricing.items.map(({ product_id }) => ({ product_id }));
  const products = await loadForOrder(unit, lines, { lock: true });
  const { pricing, refusals, warnings } = quote;
  return { pricing, products: requireOnSale(quote, products), refusals, warnings };
}
