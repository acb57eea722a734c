import { discountOf, type PricingPromotion, whyNotApplicable } from './apply-promotions.ts';

/** The applicable promotion that takes off the most, the first by code among equals; undefined when none applies. */
export function bestPromotion<P extends PricingPromotion>(
  promotions: readonly P[],
  basket: { currency: string; subtotal: number; now: Date },
): P | undefined {
  return promotions
    .filter((promotion) => whyNotApplicable(promotion, basket) === undefined)
    .toSorted(
      (a, b) => discountOf(b, basket.subtotal) - discountOf(a, basket.subtotal) || (a.code < b.code ? -1 : 1),
    )[0];
}
