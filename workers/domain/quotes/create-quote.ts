import type { CreateQuote, Quote } from '../../../contracts/quote.ts';
import { allergenWarnings, withProfile } from '../catalog/allergen-warnings.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { findChangeable } from '../orders/find-changeable.ts';
import { loadBasket, requireCodes } from '../orders/load-basket.ts';
import { priceLines } from '../pricing/price-lines.ts';
import { priceWithBestCode } from '../pricing/price-with-best-code.ts';
import { saveQuote } from './save-quote.ts';

/**
 * Prices the lines and holds that price until the quote expires. Reserves no stock.
 * @param input.findBest With no codes given, takes the code that saves the most, if any applies.
 * @throws {ProblemError} as `priceLines` does; for a change of an order `not_found` or `illegal_transition`.
 */
export async function createQuote({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: CreateQuote & { findBest?: boolean };
}): Promise<Quote> {
  authorise(ctx, 'quote:create');
  const findBest = input.findBest === true && input.promo_codes.length === 0;
  return await inTransaction(ctx, async (unit) => {
    const codes = findBest ? ('all' as const) : input.promo_codes;
    const replacing = await findChangeable(ctx, unit, input.replaces_order_id);
    const { products, promotions, profile } = await loadBasket(ctx, unit, {
      ...{ lines: input.items, codes, replacing },
    });
    const lines = input.items.map((request, index) => ({ request, product: products[index] }));
    const refusals = withProfile(input, profile);
    const checked = { refusals, warnings: allergenWarnings(lines, refusals) };
    const now = ctx.clock.now();
    if (findBest) return saveQuote(ctx, unit, priceWithBestCode({ lines, promotions, now }), checked, replacing);
    if (products.some((product) => product !== undefined)) requireCodes(input.promo_codes, promotions);
    return saveQuote(ctx, unit, priceLines({ lines, promotions, now }), checked, replacing);
  });
}
