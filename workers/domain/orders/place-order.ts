import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { CreateOrder, Order } from '../../../contracts/order.ts';
import type { Pricing, QuoteWarning } from '../../../contracts/quote.ts';
import { StatedError } from '../../../contracts/stated-error.ts';
import { products as productsTable } from '../../../schema/tables/catalog.ts';
import { newId } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { allergenWarnings, withProfile } from '../catalog/allergen-warnings.ts';
import { inOrderOf, isNamedBy } from '../catalog/load-for-order.ts';
import type { ProductRow } from '../catalog/product-view.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { priceLines } from '../pricing/price-lines.ts';
import { idsInQuote, isUnused, lockQuote } from '../quotes/lock-quote.ts';
import { quoteLapsed } from '../quotes/renew-quote.ts';
import { requireOnSale } from '../quotes/require-on-sale.ts';
import { itemRows } from './item-rows.ts';
import { offersTo, readOffers, requireCodes } from './load-basket.ts';
import { loadOrder } from './load-order.ts';
import { type LockedForOrder, lockForOrder } from './lock-for-order.ts';
import { addressHashOf, holdUntil, requireWithinLimits } from './open-orders.ts';
import { type OrderRow, orderView } from './order-view.ts';
import { usablePromotions, usedUp } from './promotion-uses.ts';
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
    const { quote_id: quoteId } = input;
    const addressHash = await addressHashOf(ctx);
    const priced =
      quoteId === undefined
        ? await priceNow(ctx, unit, input, addressHash)
        : await takeQuote(ctx, unit, quoteId, addressHash);
    if ('orderId' in priced) return await loadOrder(unit, priced.orderId);
    const { pricing, products, number, rules, open, refusals, warnings } = priced;
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
      addressHash,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    const items = itemRows(row, pricing);
    const order = orderView(row, items);
    requireWithinLimits(ctx, rules, { open, items });
    reserveStock(ctx, unit, { pricing, products });
    writeOrder(ctx, unit, { row, items, order, quoteId });
    unit.afterCommit(() => ctx.metrics.count('ragline_orders_total', 1, { outcome: 'placed' }));
    return order;
  }).catch((error: unknown) => {
    countRefusal(ctx, error);
    throw error;
  });
}

/** Skips server errors. */
function countRefusal({ metrics }: Ctx, error: unknown): void {
  if (!(error instanceof ProblemError) || error.status >= 500) return;
  metrics.count('ragline_orders_total', 1, { outcome: 'refused' });
  if (error.code === 'insufficient_stock') metrics.count('ragline_stock_refusals_total');
}

/** The price of a new order, and what is locked for it. */
interface Priced extends Pick<LockedForOrder, 'rules' | 'open'> {
  number: number;
  pricing: Pricing;
  products: ProductRow[];
  refusals: OrderRow['refusals'];
  /** Conflicts with refused allergens and diets. */
  warnings: QuoteWarning[];
}

async function priceNow(
  ctx: Ctx,
  unit: UnitOfWork,
  { items, promo_codes: codes }: CreateOrder,
  addressHash: string | null,
): Promise<Priced> {
  if (items === undefined) throw new ProblemError('invalid_request', 'Send either items or quote_id.');
  const columns = offersTo(ctx, { codes });
  const of = { isNamed: isNamedBy(items), isNew: sql`true`, addressHash, columns };
  const { products: found, selected, number, ...locked } = await lockForOrder(ctx, unit, of);
  const { promotions, profile } = readOffers(selected, { codes });
  if (found.length > 0) requireCodes(codes, promotions);
  const products = inOrderOf(items, found);
  const lines = items.map((request, index) => ({ request, product: products[index] }));
  const pricing = priceLines({ lines, promotions, now: ctx.clock.now() });
  const refusals = withProfile({ exclude_allergens: [], diets: [] }, profile);
  const warnings = allergenWarnings(lines, refusals);
  return { ...locked, number: drawn(number), pricing, products: found, refusals, warnings };
}

const Usable = z.object({ usable: z.coerce.number().int() });

/** @returns The price of the quote, or the order that the quote has become. */
async function takeQuote(
  ctx: Ctx,
  unit: UnitOfWork,
  id: string,
  addressHash: string | null,
): Promise<Priced | { orderId: string }> {
  const { userId } = ctx.principal;
  const usable = usablePromotions(unit, { userId, ids: idsInQuote(unit, { id, of: 'promotions' }) });
  const isNamed = sql`${productsTable.id} = ANY (${idsInQuote(unit, { id, of: 'products' })})`;
  const of = { isNamed, isNew: isUnused(unit, id), addressHash, columns: sql`${usable} AS usable` };
  // Sent together, the quote first: the statements behind its lock see the state after it.
  const [quote, { products, selected, number, ...locked }] = await Promise.all([
    lockQuote(ctx, unit, id),
    lockForOrder(ctx, unit, of),
  ]);
  if (quote.replacesOrderId !== null) {
    throw new ProblemError(
      'conflict',
      'This quote changes an existing order. Create a quote without replaces_order_id to place a new order.',
    );
  }
  if (quote.orderId !== null) return { orderId: quote.orderId };
  const { pricing, refusals, warnings } = quote;
  const onSale = requireOnSale(quote, inOrderOf(pricing.items, products));
  if (Usable.parse(selected).usable < pricing.promotions.length) {
    const { message, errors = [] } = usedUp();
    throw quoteLapsed('quote_changed', message, { ...quote, errors });
  }
  return { ...locked, number: drawn(number), pricing, products: onSale, refusals, warnings };
}

function drawn(number: number | undefined): number {
  if (number === undefined) throw new StatedError('an order was placed without a number');
  return number;
}
