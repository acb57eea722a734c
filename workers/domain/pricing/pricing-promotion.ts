import type { PricedLine } from '../../../contracts/quote.ts';

/** A promotion as the engine sees it, with how often this customer used it. */
export interface PricingPromotion {
  id: string;
  /** Null for a promotion that applies without a code. */
  code: string | null;
  name: string;
  kind: 'percentage' | 'fixed' | 'buy_x_get_y';
  /** Basis points for a percentage and for what is got, minor units for a fixed amount. */
  value: number;
  buyQuantity: number | null;
  getQuantity: number | null;
  maxSets: number | null;
  currency: string;
  minimumSubtotal: number;
  maxDiscount: number | null;
  usageLimit: number | null;
  timesUsed: number;
  perCustomerLimit: number | null;
  timesUsedByCustomer: number;
  /** True if guests may use it although it counts the uses of each customer. */
  guestsAllowed: boolean;
  isCustomerGuest: boolean;
  /** With both empty, all products are eligible; otherwise those that either names. */
  eligibleSkus: readonly string[];
  eligibleCategories: readonly string[];
  stacking: 'exclusive' | 'combinable';
  /** The lower goes first. */
  priority: number;
  startsAt: Date | null;
  endsAt: Date | null;
  isActive: boolean;
}

/** A line before any discount: `total` is quantity × unit price. */
export interface BasketLine extends PricedLine {
  category: string | null;
}

export interface Basket {
  currency: string;
  lines: readonly BasketLine[];
  now: Date;
}

export function isEligible(promotion: PricingPromotion, line: BasketLine): boolean {
  const { eligibleSkus, eligibleCategories } = promotion;
  if (eligibleSkus.length === 0 && eligibleCategories.length === 0) return true;
  return eligibleSkus.includes(line.sku) || (line.category !== null && eligibleCategories.includes(line.category));
}

/** Why the promotion does not apply to this basket, in words for a person; undefined when it does. */
export function whyNotApplicable(promotion: PricingPromotion, { currency, lines, now }: Basket): string | undefined {
  if (!promotion.isActive) return 'is not active';
  if (promotion.startsAt !== null && now < promotion.startsAt) return 'has not begun';
  if (promotion.endsAt !== null && now >= promotion.endsAt) return 'has ended';
  if (promotion.usageLimit !== null && promotion.timesUsed >= promotion.usageLimit) return 'is used up';
  if (promotion.perCustomerLimit !== null && promotion.isCustomerGuest && !promotion.guestsAllowed) {
    return 'is for customers with an account: sign in or register to use it';
  }
  if (promotion.perCustomerLimit !== null && promotion.timesUsedByCustomer >= promotion.perCustomerLimit) {
    return 'was used by you as often as it may be';
  }
  if (promotion.currency !== currency) return `is for orders in ${promotion.currency}`;
  const eligible = lines.filter((line) => isEligible(promotion, line));
  if (eligible.length === 0) return 'is for other products';
  if (subtotalOf(eligible) < promotion.minimumSubtotal) {
    return `needs a subtotal of at least ${promotion.minimumSubtotal} (minor units)`;
  }
  if (promotion.kind === 'buy_x_get_y' && setsIn(promotion, eligible) === 0) {
    return `needs at least ${setSize(promotion)} of what it is for`;
  }
  return undefined;
}

/**
 * The discount of the promotion alone, in minor units: computed on its eligible lines before any discount, rounded half
 * up once, at most its cap and the price of those lines.
 */
export function discountOf(promotion: PricingPromotion, lines: readonly BasketLine[]): number {
  const eligible = lines.filter((line) => isEligible(promotion, line));
  const subtotal = subtotalOf(eligible);
  const full = {
    percentage: () => share(subtotal, promotion.value),
    fixed: () => promotion.value,
    buy_x_get_y: () => share(costOfCheapest(eligible, gotIn(promotion, eligible)), promotion.value),
  }[promotion.kind]();
  return Math.min(full, promotion.maxDiscount ?? full, subtotal);
}

/** The order in which promotions are applied and ties are broken: by priority, then code (automatic first), then id. */
export function byPrecedence(a: PricingPromotion, b: PricingPromotion): number {
  return a.priority - b.priority || compare(a.code ?? '', b.code ?? '') || compare(a.id, b.id);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const subtotalOf = (lines: readonly BasketLine[]): number => lines.reduce((sum, line) => sum + line.total, 0);

/** Basis points of an amount, half up. BigInt: the largest subtotal times ten thousand does not fit a double. */
const share = (amount: number, basisPoints: number): number =>
  Number((BigInt(amount) * BigInt(basisPoints) + 5_000n) / 10_000n);

const setSize = ({ buyQuantity, getQuantity }: PricingPromotion): number => (buyQuantity ?? 1) + (getQuantity ?? 1);

function setsIn(promotion: PricingPromotion, eligible: readonly BasketLine[]): number {
  const units = eligible.reduce((sum, line) => sum + line.quantity, 0);
  const sets = Math.floor(units / setSize(promotion));
  return Math.min(sets, promotion.maxSets ?? sets);
}

const gotIn = (promotion: PricingPromotion, eligible: readonly BasketLine[]): number =>
  setsIn(promotion, eligible) * (promotion.getQuantity ?? 1);

function costOfCheapest(lines: readonly BasketLine[], units: number): number {
  let left = units;
  let cost = 0;
  for (const line of lines.toSorted((a, b) => a.unit_price - b.unit_price)) {
    const taken = Math.min(left, line.quantity);
    cost += taken * line.unit_price;
    left -= taken;
  }
  return cost;
}
