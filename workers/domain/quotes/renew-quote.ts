import type { FieldError, ProblemCode } from '../../../contracts/problem.ts';
import type { Pricing, Quote } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { allergenWarnings, withProfile } from '../catalog/allergen-warnings.ts';
import type { Refusals } from '../catalog/safe-for.ts';
import { type Ctx, inTransaction, SettledRefusal } from '../context.ts';
import { findChangeable } from '../orders/find-changeable.ts';
import { loadBasket } from '../orders/load-basket.ts';
import { priceLines, tryToPrice } from '../pricing/price-lines.ts';
import { saveQuote } from './save-quote.ts';

interface LapsedQuote {
  pricing: Pricing;
  refusals: Refusals;
  /** The order that it was to change. */
  replacesOrderId?: string | null;
  errors?: FieldError[];
}

/**
 * The refusal of a quote that cannot be kept. It carries a new quote, made after the rollback of the refused
 * transaction, or none when no line of the basket is available any more.
 */
export function quoteLapsed(
  code: Extract<ProblemCode, 'quote_expired' | 'quote_changed'>,
  detail: string,
  { pricing, refusals, replacesOrderId = null, errors = [] }: LapsedQuote,
): SettledRefusal {
  return new SettledRefusal(code, detail, async (ctx) => {
    const faults = errors.length === 0 ? {} : { errors };
    try {
      return new ProblemError(code, detail, {
        ...faults,
        quote: await renewQuote(ctx, { pricing, refusals, replacesOrderId }),
      });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return new ProblemError(code, `${detail} ${error.message}`, faults);
    }
  });
}

/** Prices the same basket again for the same purpose, without deleted products and invalid codes. */
async function renewQuote(ctx: Ctx, { pricing: old, refusals: before, replacesOrderId }: LapsedQuote): Promise<Quote> {
  return await inTransaction(ctx, async (unit) => {
    const requests = old.items.map(({ product_id, quantity, options }) => ({
      product_id,
      quantity,
      options: options.map(({ group_id, option_id }) => ({ group_id, option_id })),
    }));
    const codes = old.promotions.flatMap(({ code }) => code ?? []);
    const replacing = await findChangeable(ctx, unit, replacesOrderId);
    const { products, promotions, profile } = await loadBasket(ctx, unit, {
      lines: requests,
      codes,
      replacing,
    });
    const lines = requests
      .map((request, index) => ({ request, product: products[index] }))
      .filter(({ product }) => product?.isActive === true);
    if (lines.length === 0)
      throw new ProblemError(
        'unavailable_product',
        'None of the quote’s products is on sale any more. Create a quote for other products.',
      );
    const now = ctx.clock.now();
    const automatic = promotions.filter(({ code }) => code === null);
    const applicable = promotions.filter(
      (promotion) =>
        promotion.code === null || tryToPrice({ lines, promotions: [...automatic, promotion], now }) !== undefined,
    );
    const pricing =
      tryToPrice({ lines, promotions: applicable, now }) ?? priceLines({ lines, promotions: automatic, now });
    const refusals = withProfile(before, profile);
    return saveQuote(ctx, unit, pricing, { refusals, warnings: allergenWarnings(lines, refusals) }, replacing);
  });
}
