import { and, count, eq } from 'drizzle-orm';
import { isAllowed } from '../../../contracts/identity.ts';
import type { ChangeOrder, Order } from '../../../contracts/order.ts';
import { orderHistory } from '../../../schema/tables/orders.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { loadForOrder } from '../catalog/load-for-order.ts';
import type { ProductRow } from '../catalog/product-view.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { lockQuote } from '../quotes/lock-quote.ts';
import type { QuoteRow } from '../quotes/quote-view.ts';
import { quoteLapsed } from '../quotes/renew-quote.ts';
import { requireOnSale } from '../quotes/require-on-sale.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { addStock, unitsByProduct } from './add-stock.ts';
import { itemRows } from './item-rows.ts';
import { loadItems, lockOrder } from './load-order.ts';
import { openOrders, orderRules, readOrderRules, requireWithinLimits } from './open-orders.ts';
import { type OrderItemRow, type OrderRow, orderView } from './order-view.ts';
import { exchangePromotions } from './promotion-uses.ts';
import { requireChangeable } from './status.ts';
import { writeChange } from './write-change.ts';

/** Keeps the history on one page, and the kitchen from constant changes. */
const MAX_CHANGES = 20;

interface ChangeOrderInput extends ChangeOrder {
  id: string;
  ifVersion?: IfVersion;
}

/**
 * Replaces the lines of an order by those of a quote that was made for it. Unneeded stock and promotion uses are
 * returned and additional ones taken, all or nothing. Staff change orders while pending or confirmed, everyone else
 * their own while pending.
 * @returns The order, also when this quote has already changed it.
 * @throws {ProblemError} `not_found`, `conflict` for a quote that is not for this order or after too many changes,
 *   `illegal_transition`, `precondition_failed`, `insufficient_stock`, `order_limit_reached`, or `quote_expired` or
 *   `quote_changed` with a new quote.
 */
export async function changeOrder({ ctx, input }: { ctx: Ctx; input: ChangeOrderInput }): Promise<Order> {
  authorise(ctx, 'order:change');
  const isStaff = isAllowed(ctx.principal, 'order:advance');
  return await inTransaction(ctx, async (unit) => {
    const quote = await lockQuote(ctx, unit, input.quote_id);
    const row = await lockOrder(unit, input.id, isStaff ? undefined : ctx.principal.userId);
    if (quote.replacesOrderId !== row.id) {
      throw new ProblemError(
        'conflict',
        'This quote does not change this order. Create a quote with replaces_order_id.',
      );
    }
    const before = await loadItems(unit, row.id);
    if (quote.orderId !== null) return orderView(row, before);
    requireVersion(row, input.ifVersion);
    requireChangeable(row.status, isStaff ? 'staff' : 'customer');
    if (row.version !== quote.replacesVersion) {
      throw quoteLapsed('quote_changed', `The order now has version ${row.version}.`, quote);
    }
    await requireAllowed(ctx, unit, row, quote);

    await exchangeStock(ctx, unit, quote, before);
    await exchangePromotions(unit, row.userId, {
      before: row.promotions.map((used) => used.promotion_id),
      after: quote.pricing.promotions.map((used) => used.promotion_id),
    }).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      throw quoteLapsed('quote_changed', error.message, { ...quote, errors: error.errors ?? [] });
    });
    const { pricing } = quote;
    const changed: OrderRow = {
      ...row,
      currency: pricing.currency,
      subtotalMinor: pricing.subtotal,
      discountMinor: pricing.discount_total,
      totalMinor: pricing.total,
      promotions: pricing.promotions,
      fulfilment: input.fulfilment ?? row.fulfilment,
      note: input.note === undefined ? row.note : input.note,
      refusals: quote.refusals,
      warnings: quote.warnings,
      version: row.version + 1,
      updatedAt: ctx.clock.now(),
    };
    return await writeChange(ctx, unit, { changed, items: itemRows(row, pricing), quoteId: quote.id, before: row });
  });
}

/** Locks the products of old and new lines in the order of their ids, and moves the difference in stock. */
async function exchangeStock(
  ctx: Ctx,
  unit: UnitOfWork,
  quote: QuoteRow,
  before: readonly OrderItemRow[],
): Promise<void> {
  const wantedLines = quote.pricing.items.map((line) => ({ productId: line.product_id, quantity: line.quantity }));
  const lines = [...wantedLines, ...before].map(({ productId }) => ({ product_id: productId }));
  const found = await loadForOrder(unit, lines, { lock: true });
  requireOnSale(quote, found.slice(0, wantedLines.length));
  const products = new Map(found.flatMap((product) => (product === undefined ? [] : [[product.id, product] as const])));
  const held = unitsByProduct(before);
  const wanted = unitsByProduct(wantedLines);
  requireStock(quote, { products, held, wanted });
  const deltas = new Map([...products.keys()].map((id) => [id, (held.get(id) ?? 0) - (wanted.get(id) ?? 0)]));
  await addStock(ctx, unit, [...products.values()], deltas);
}

function requireStock(
  { pricing }: QuoteRow,
  units: {
    products: ReadonlyMap<string, ProductRow>;
    held: ReadonlyMap<string, number>;
    wanted: ReadonlyMap<string, number>;
  },
): void {
  const errors = pricing.items.flatMap((line, index) => {
    const stock = units.products.get(line.product_id)?.stock ?? null;
    const quantity = units.wanted.get(line.product_id) ?? 0;
    const left = (stock ?? 0) + (units.held.get(line.product_id) ?? 0);
    if (stock === null || left >= quantity) return [];
    return [{ path: `items.${index}.quantity`, message: `${line.name}: ${quantity} wanted, ${left} left` }];
  });
  if (errors.length > 0) {
    throw new ProblemError('insufficient_stock', `${errors.map((error) => error.message).join('; ')}.`, { errors });
  }
}

/** @throws {ProblemError} `conflict` after too many changes, `order_limit_reached` beyond a guest's limits. */
async function requireAllowed(ctx: Ctx, unit: UnitOfWork, row: OrderRow, { pricing }: QuoteRow): Promise<void> {
  const [found] = await unit.tx
    .select({
      changes: count(),
      open: openOrders(ctx, row.addressHash, row.id),
      rules: orderRules(unit.tenantId).mapWith((rules: unknown) => rules),
    })
    .from(orderHistory)
    .where(
      and(
        eq(orderHistory.tenantId, unit.tenantId),
        eq(orderHistory.orderId, row.id),
        eq(orderHistory.fromStatus, orderHistory.toStatus),
      ),
    );
  if ((found?.changes ?? 0) >= MAX_CHANGES) {
    throw new ProblemError(
      'conflict',
      `An order can be changed at most ${MAX_CHANGES} times. Cancel it and place a new one.`,
    );
  }
  requireWithinLimits(ctx, readOrderRules(found?.rules), { open: found?.open, items: pricing.items });
}
