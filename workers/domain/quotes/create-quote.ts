import type { CreateQuote, Quote } from '../../../contracts/quote.ts';
import { allergenWarnings, withProfile } from '../catalog/allergen-warnings.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { findChangeable } from '../orders/find-changeable.ts';
import { loadBasket, requireCodes } from '../orders/load-basket.ts';
import { priceLines } from '../pricing/price-lines.ts';
import { saveQuote } from './save-quote.ts';

/**
 * Prices the lines and holds that price until the quote expires. Reserves no stock.
 * @throws {ProblemError} as `priceLines` does; for a change of an order `not_found` or `illegal_transition`.
 */
export async function createQuote({ ctx, input }: { ctx: Ctx; input: CreateQuote }): Promise<Quote> {
  authorise(ctx, 'quote:create');
  return await inTransaction(ctx, async (unit) => {
    const codes = input.promo_codes;
    const replacing = await findChangeable(ctx, unit, input.replaces_order_id);
    const { products, promotions, profile } = await loadBasket(ctx, unit, {
      ...{ lines: input.items, codes, replacing },
    });
    const lines = input.items.map((request, index) => ({ request, product: products[index] }));
    const refusals = withProfile(input, profile);
    const checked = { refusals, warnings: allergenWarnings(lines, refusals) };
    const now = ctx.clock.now();
    if (products.some((product) => product !== undefined)) requireCodes(codes, promotions);
    return saveQuote(ctx, unit, priceLines({ lines, promotions, now }), checked, replacing);
  });
}
