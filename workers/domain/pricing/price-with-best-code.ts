import type { Pricing } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { type PricedRequest, priceLines } from './price-lines.ts';
import { byPrecedence, type PricingPromotion } from './pricing-promotion.ts';

/**
 * Prices the lines with the automatic promotions and, where one lowers the total, the code that lowers it most; among
 * equals the first by precedence.
 * @throws {ProblemError} as `priceLines` does for the lines.
 */
export function priceWithBestCode(args: {
  lines: readonly PricedRequest[];
  promotions: readonly PricingPromotion[];
  now: Date;
}): Pricing {
  const automatic = args.promotions.filter(({ code }) => code === null);
  let best = priceLines({ ...args, promotions: automatic });
  for (const promotion of args.promotions.filter(({ code }) => code !== null).toSorted(byPrecedence)) {
    const pricing = tryToPrice({ ...args, promotions: [...automatic, promotion] });
    if (pricing !== undefined && pricing.total < best.total) best = pricing;
  }
  return best;
}

/** The pricing, or undefined where a code does not apply. */
export function tryToPrice(args: Parameters<typeof priceLines>[0]): Pricing | undefined {
  try {
    return priceLines(args);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid_promotion') return undefined;
    throw error;
  }
}
