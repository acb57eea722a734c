import type { FieldError } from '../../../contracts/problem.ts';
import type { AppliedPromotion, PricedLine } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import {
  type Basket,
  byPrecedence,
  discountOf,
  isEligible,
  type PricingPromotion,
  whyNotApplicable,
} from './pricing-promotion.ts';
import { spreadDiscounts } from './spread-discounts.ts';

/** The effect of promotions together: each one's share of each line. */
interface Plan {
  promotions: readonly PricingPromotion[];
  shares: number[][];
  discount: number;
}

/**
 * Applies promotions to a basket. Those with a code were asked for: each applies, or the request is refused. Those
 * without are added when they apply. Each is computed on its eligible lines before any discount.
 *
 * Stacking: either one exclusive promotion alone, or all that are combinable, whichever takes off more; a tie goes to
 * what names every code, then by precedence (priority, code, id). A code that the winner leaves out is refused, so
 * that neither naming a code nor adding a promotion ever raises a total.
 * @throws {ProblemError} `invalid_promotion` naming each code that does not apply.
 */
export function applyPromotions(args: Basket & { promotions: readonly PricingPromotion[] }): {
  lines: PricedLine[];
  applied: AppliedPromotion[];
} {
  const applicable: PricingPromotion[] = [];
  const faults: FieldError[] = [];
  for (const promotion of args.promotions.toSorted(byPrecedence)) {
    const reason = whyNotApplicable(promotion, args);
    if (reason === undefined) applicable.push(promotion);
    else if (promotion.code !== null) faults.push(faultOf(promotion, reason));
  }
  if (faults.length > 0) throw refusal(faults);

  const { promotions, shares } = choosePlan(args, applicable);
  const lines = args.lines.map(({ category: _category, ...line }, index) => {
    const discount = shares.reduce((sum, row) => sum + (row[index] ?? 0), 0);
    return { ...line, discount, total: line.total - discount };
  });
  const applied = promotions
    .map(({ id, code, name }, index) => ({ promotion_id: id, code, name, amount: sum(shares[index] ?? []) }))
    .filter(({ code, amount }) => code !== null || amount > 0);
  return { lines, applied };
}

function choosePlan(basket: Basket, applicable: readonly PricingPromotion[]): Plan {
  const combined = planOf(
    basket,
    applicable.filter(({ stacking }) => stacking === 'combinable'),
  );
  const alone = applicable
    .filter(({ stacking }) => stacking === 'exclusive')
    .map((promotion) => planOf(basket, [promotion]));
  const named = applicable.filter(({ code }) => code !== null);
  const missing = (plan: Plan) => named.filter((promotion) => !plan.promotions.includes(promotion));
  const [best] = [combined, ...alone].toSorted(
    (a, b) => b.discount - a.discount || missing(a).length - missing(b).length || byHead(a, b),
  );
  if (best === undefined) return combined;
  const left = missing(best);
  if (left.length === 0) return best;
  const winners = best.promotions.map(({ code, name }) => code ?? name).join(', ');
  throw refusal(left.map((promotion) => faultOf(promotion, `does not combine with ${winners}, which saves more`)));
}

function planOf({ lines }: Basket, promotions: readonly PricingPromotion[]): Plan {
  const claims = promotions.map((promotion) => ({
    amount: discountOf(promotion, lines),
    covers: lines.map((line) => isEligible(promotion, line)),
  }));
  const shares = spreadDiscounts(
    lines.map((line) => ({ amount: line.total, identity: lineIdentity(line) })),
    claims,
  );
  return { promotions, shares, discount: sum(shares.map(sum)) };
}

function byHead(a: Plan, b: Plan): number {
  const [[first], [second]] = [a.promotions, b.promotions];
  if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
  return byPrecedence(first, second);
}

const faultOf = (promotion: PricingPromotion, reason: string): FieldError => ({
  path: 'promo_codes',
  message: `${promotion.code} ${reason}`,
});

const refusal = (faults: FieldError[]): ProblemError =>
  new ProblemError('invalid_promotion', faults.map((fault) => fault.message).join('; '), { errors: faults });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Equal for equal lines wherever they stand, so that spreading does not depend on the order of lines. */
const lineIdentity = (line: PricedLine): string =>
  JSON.stringify([line.product_id, line.quantity, line.options.map((option) => [option.group_id, option.option_id])]);
