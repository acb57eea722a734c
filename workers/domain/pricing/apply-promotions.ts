import type { AppliedPromotion, PricedLine } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { allocate } from './allocate.ts';

export interface PricingPromotion {
  id: string;
  code: string;
  kind: 'percentage' | 'fixed';
  /** Basis points for a percentage, minor units for a fixed amount. */
  value: number;
  currency: string;
  minimumSubtotal: number;
  maxDiscount: number | null;
  usageLimit: number | null;
  timesUsed: number;
  startsAt: Date | null;
  endsAt: Date | null;
  isActive: boolean;
}

interface Basket {
  currency: string;
  /** Before any discount, in minor units. */
  subtotal: number;
  now: Date;
}

/** Why the promotion does not apply to this basket, in words for a person; undefined when it does. */
export function whyNotApplicable(promotion: PricingPromotion, { currency, subtotal, now }: Basket): string | undefined {
  if (!promotion.isActive) return 'is not active';
  if (promotion.startsAt !== null && now < promotion.startsAt) return 'has not begun';
  if (promotion.endsAt !== null && now >= promotion.endsAt) return 'has ended';
  if (promotion.usageLimit !== null && promotion.timesUsed >= promotion.usageLimit) return 'is used up';
  if (promotion.currency !== currency) return `is for orders in ${promotion.currency}`;
  if (subtotal < promotion.minimumSubtotal)
    return `needs a subtotal of at least ${promotion.minimumSubtotal} (minor units)`;
  return undefined;
}

/** What it takes off, in minor units: a percentage of the undiscounted subtotal, rounded half up; never above its cap. */
export function discountOf(promotion: PricingPromotion, subtotal: number): number {
  // BigInt: the largest subtotal times ten thousand does not fit a double.
  const full =
    promotion.kind === 'percentage'
      ? Number((BigInt(subtotal) * BigInt(promotion.value) + 5_000n) / 10_000n)
      : promotion.value;
  return Math.min(full, promotion.maxDiscount ?? full, subtotal);
}

/**
 * Applies every promotion or refuses. Each is computed on the undiscounted subtotal, so their order does not
 * matter; together they never take more than there is.
 * @throws {ProblemError} `invalid_promotion` naming each code that does not apply.
 */
export function applyPromotions(args: {
  lines: readonly PricedLine[];
  currency: string;
  promotions: readonly PricingPromotion[];
  now: Date;
}): { lines: PricedLine[]; applied: AppliedPromotion[] } {
  const subtotal = args.lines.reduce((sum, line) => sum + line.total, 0);
  const basket = { currency: args.currency, subtotal, now: args.now };
  const faults = args.promotions.flatMap((promotion) => {
    const reason = whyNotApplicable(promotion, basket);
    return reason === undefined ? [] : [{ path: 'promo_codes', message: `${promotion.code} ${reason}` }];
  });
  if (faults.length > 0) {
    throw new ProblemError('invalid_promotion', faults.map((fault) => fault.message).join('; '), { errors: faults });
  }

  let lines = [...args.lines];
  const applied: AppliedPromotion[] = [];
  for (const promotion of args.promotions.toSorted((a, b) => (a.code < b.code ? -1 : 1))) {
    const remaining = lines.map((line) => line.total);
    const left = remaining.reduce((sum, amount) => sum + amount, 0);
    const amount = Math.min(discountOf(promotion, subtotal), left);
    const shares = allocate(amount, remaining, lines.map(lineIdentity));
    lines = lines.map((line, index) => {
      const share = shares[index] ?? 0;
      return { ...line, discount: line.discount + share, total: line.total - share };
    });
    applied.push({ promotion_id: promotion.id, code: promotion.code, amount });
  }
  return { lines, applied };
}

/** Equal for equal lines wherever they stand, so that an allocation does not depend on the order of lines. */
const lineIdentity = (line: PricedLine): string =>
  JSON.stringify([line.product_id, line.quantity, line.options.map((option) => [option.group_id, option.option_id])]);
