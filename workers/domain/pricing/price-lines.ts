import { MAX_AMOUNT_MINOR } from '../../../contracts/money.ts';
import type { FieldError } from '../../../contracts/problem.ts';
import type { StoredOptionGroup } from '../../../contracts/product.ts';
import type { LineRequest, PricedLine, Pricing } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { applyPromotions } from './apply-promotions.ts';
import type { BasketLine, PricingPromotion } from './pricing-promotion.ts';

export interface PricingProduct {
  id: string;
  sku: string;
  name: string;
  category: string | null;
  priceMinor: number;
  currency: string;
  isActive: boolean;
  optionGroups: readonly StoredOptionGroup[];
}

/** A requested line with its product; `undefined` for an unknown product. */
export interface PricedRequest {
  request: LineRequest;
  product: PricingProduct | undefined;
}

/** The size limit of a stored basket, far above real orders. */
const MAX_PRICING_CHARACTERS = 96 * 1024;

/**
 * The one pricing engine, pure: the same for quotes, orders and the chat's tools. All integers, in minor units.
 * A line's gross is quantity × (price + its options' deltas, never below zero); discounts are spread over the
 * lines so that lines always add up to the totals.
 * @param lines In the order asked for.
 * @param promotions Those whose codes were named, and all automatic ones.
 * @throws {ProblemError} `unavailable_product`, `invalid_promotion` or `invalid_request`, naming every line at fault.
 */
export function priceLines(args: {
  lines: readonly PricedRequest[];
  promotions: readonly PricingPromotion[];
  now: Date;
}): Pricing {
  const faults: FieldError[] = [];
  const priced: BasketLine[] = [];
  for (const [index, { request, product }] of args.lines.entries()) {
    if (product === undefined || !product.isActive) {
      const key = request.sku === undefined ? 'product_id' : 'sku';
      faults.push({ path: `items.${index}.${key}`, message: 'there is no such product on sale' });
      continue;
    }
    const options = priceOptions(product.optionGroups, request.options, `items.${index}.options`, faults);
    const unitPrice = Math.max(
      0,
      options.reduce((sum, option) => sum + option.price_delta, product.priceMinor),
    );
    const gross = unitPrice * request.quantity;
    if (gross > MAX_AMOUNT_MINOR) faults.push({ path: `items.${index}.quantity`, message: 'the line costs too much' });
    priced.push({
      product_id: product.id,
      sku: product.sku,
      name: product.name,
      category: product.category,
      quantity: request.quantity,
      unit_price: unitPrice,
      discount: 0,
      total: gross,
      options,
    });
  }
  if (faults.length > 0) throw new ProblemError('unavailable_product', describe(faults), { errors: faults });

  const currency = theOneCurrency(args.lines);
  const subtotal = priced.reduce((sum, line) => sum + line.total, 0);
  if (subtotal > MAX_AMOUNT_MINOR) {
    throw new ProblemError(
      'invalid_request',
      'The total of the order exceeds the limit. Split it into several orders.',
      {
        errors: [{ path: 'items', message: `must not cost more than ${MAX_AMOUNT_MINOR} minor units` }],
      },
    );
  }
  const { lines, applied } = applyPromotions({
    lines: priced,
    currency,
    promotions: args.promotions,
    now: args.now,
  });
  const discountTotal = applied.reduce((sum, promotion) => sum + promotion.amount, 0);
  const pricing: Pricing = {
    currency,
    subtotal,
    discount_total: discountTotal,
    total: subtotal - discountTotal,
    items: lines,
    promotions: applied,
  };
  if (JSON.stringify(pricing).length > MAX_PRICING_CHARACTERS) {
    throw new ProblemError('invalid_request', 'The basket is too large. Split it into several orders.', {
      errors: [{ path: 'items', message: 'have too many options and promotions together' }],
    });
  }
  return pricing;
}

/** The chosen options with their prices; faults for unknown or repeated ones, and for groups with too few or too many. */
function priceOptions(
  groups: readonly StoredOptionGroup[],
  chosen: LineRequest['options'],
  path: string,
  faults: FieldError[],
): PricedLine['options'] {
  const options: PricedLine['options'] = [];
  for (const [index, choice] of chosen.entries()) {
    const isRepeated = chosen
      .slice(0, index)
      .some((other) => other.group_id === choice.group_id && other.option_id === choice.option_id);
    if (isRepeated) faults.push({ path: `${path}.${index}`, message: 'was already chosen' });
    const option = groups
      .find((group) => group.id === choice.group_id)
      ?.options.find(({ id }) => id === choice.option_id);
    if (option === undefined) faults.push({ path: `${path}.${index}`, message: 'the product has no such option' });
    else options.push({ ...choice, name: option.name, price_delta: option.price_delta });
  }
  for (const group of groups) {
    const count = chosen.filter((choice) => choice.group_id === group.id).length;
    if (count < group.min || count > group.max) {
      faults.push({ path, message: `${group.name} (${group.id}): choose ${group.min} to ${group.max}, not ${count}` });
    }
  }
  return options;
}

function theOneCurrency(lines: readonly PricedRequest[]): string {
  const currencies = new Set(lines.map((line) => line.product?.currency ?? ''));
  const [currency] = currencies;
  if (currencies.size > 1 || currency === undefined) {
    throw new ProblemError(
      'invalid_request',
      'All products of an order must have the same currency. Place an order for each currency.',
      {
        errors: [{ path: 'items', message: `mixes ${[...currencies].join(' and ')}` }],
      },
    );
  }
  return currency;
}

const describe = (faults: readonly FieldError[]): string =>
  faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');

/** The pricing, or undefined where a code does not apply. */
export function tryToPrice(args: Parameters<typeof priceLines>[0]): Pricing | undefined {
  try {
    return priceLines(args);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'invalid_promotion') return undefined;
    throw error;
  }
}
