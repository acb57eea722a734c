import type { CreateQuote, Quote } from '../../../contracts/quote.ts';
import { quotes } from '../../../schema/tables/orders.ts';
import { newId } from '../../platform/ids.ts';
import { loadForOrder } from '../catalog/load-for-order.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { bestPromotion } from '../pricing/best-promotion.ts';
import { priceLines } from '../pricing/price-lines.ts';
import { findActivePromotions, findPromotionsByCode } from '../promotions/find-promotions.ts';
import { quoteView } from './quote-view.ts';

export const QUOTE_TTL_SECONDS = 15 * 60;

/**
 * Prices the lines and holds that price until the quote expires. Reserves no stock.
 * @param input.findBest With no codes given, takes the promotion that saves the most, if any applies.
 * @throws {ProblemError} as `priceLines` does.
 */
export async function createQuote(args: { ctx: Ctx; input: CreateQuote & { findBest?: boolean } }): Promise<Quote> {
  const { ctx, input } = args;
  authorise(ctx, 'quote:create');
  return await inTransaction(ctx, async (unit) => {
    const found = await loadForOrder(unit, input.items, { lock: false });
    const lines = input.items.map((request, index) => ({ request, product: found[index] }));
    const now = ctx.clock.now();
    const named = await findPromotionsByCode(unit, input.promo_codes);
    let pricing = priceLines({ lines, promotions: named, now });
    if (input.findBest === true && named.length === 0) {
      const best = bestPromotion(await findActivePromotions(unit), { ...pricing, now });
      if (best !== undefined) pricing = priceLines({ lines, promotions: [best], now });
    }
    const [row] = await unit.tx
      .insert(quotes)
      .values({
        id: newId(),
        tenantId: unit.tenantId,
        userId: ctx.principal.userId,
        pricing,
        expiresAt: new Date(now.getTime() + QUOTE_TTL_SECONDS * 1000),
        createdAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    return quoteView(row);
  });
}
