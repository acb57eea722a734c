import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../workers/domain/pricing/allocate.ts';
import type { PricingPromotion } from '../../workers/domain/pricing/apply-promotions.ts';
import { bestPromotion } from '../../workers/domain/pricing/best-promotion.ts';
import { type PricingProduct, priceLines } from '../../workers/domain/pricing/price-lines.ts';
import { ProblemError } from '../../workers/platform/problem-error.ts';

const now = new Date('2026-11-22T12:00:00Z');

const product = (over: Partial<PricingProduct> = {}): PricingProduct => ({
  id: '00000000-0000-7000-8000-000000000001',
  sku: 'A',
  name: 'A',
  priceMinor: 1000,
  currency: 'EUR',
  isActive: true,
  optionGroups: [],
  ...over,
});

const promotion = (over: Partial<PricingPromotion> = {}): PricingPromotion => ({
  id: '00000000-0000-7000-8000-0000000000aa',
  code: 'TEN',
  kind: 'percentage',
  value: 1000,
  currency: 'EUR',
  minimumSubtotal: 0,
  maxDiscount: null,
  usageLimit: null,
  timesUsed: 0,
  startsAt: null,
  endsAt: null,
  isActive: true,
  ...over,
});

const line = (
  item: PricingProduct | undefined,
  quantity = 1,
  options: Array<{ group_id: string; option_id: string }> = [],
) => ({
  request: { sku: item?.sku ?? 'GONE', quantity, options },
  product: item,
});

function problemOf(work: () => unknown): ProblemError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('it did not throw');
}

describe('prices', () => {
  it('multiplies, adds options and subtracts a percentage, rounded half up', () => {
    const sized = product({
      priceMinor: 995,
      optionGroups: [
        { id: 'size', name: 'Size', min: 1, max: 1, options: [{ id: 'large', name: 'Large', price_delta: 400 }] },
      ],
    });
    const pricing = priceLines({
      lines: [line(sized, 3, [{ group_id: 'size', option_id: 'large' }])],
      promotions: [promotion({ value: 1250 })],
      now,
    });
    // 3 × 13.95 = 41.85; 12.5 % of it is 5.23125.
    expect(pricing).toMatchObject({ subtotal: 4185, discount_total: 523, total: 3662 });
    expect(pricing.items[0]).toMatchObject({ unit_price: 1395, discount: 523, total: 3662 });
  });

  it('rounds exactly half up', () => {
    const pricing = priceLines({
      lines: [line(product({ priceMinor: 50 }))],
      promotions: [promotion({ value: 100 })],
      now,
    });
    expect(pricing.discount_total).toBe(1);
  });

  it('caps a discount, and never goes below nothing', () => {
    const capped = priceLines({ lines: [line(product())], promotions: [promotion({ maxDiscount: 30 })], now });
    expect(capped.discount_total).toBe(30);
    const large = priceLines({
      lines: [line(product())],
      promotions: [promotion({ kind: 'fixed', value: 99_999 })],
      now,
    });
    expect(large).toMatchObject({ discount_total: 1000, total: 0 });
  });

  it.each([
    [{ isActive: false }, 'TEN is not active'],
    [{ startsAt: new Date('2026-12-01T00:00:00Z') }, 'TEN has not begun'],
    [{ endsAt: now }, 'TEN has ended'],
    [{ usageLimit: 3, timesUsed: 3 }, 'TEN is used up'],
    [{ currency: 'USD' }, 'TEN is for orders in USD'],
    [{ minimumSubtotal: 1001 }, 'TEN needs a subtotal of at least 1001 (minor units)'],
  ])('refuses a promotion that does not apply: %o', (over, message) => {
    const problem = problemOf(() => priceLines({ lines: [line(product())], promotions: [promotion(over)], now }));
    expect(problem).toMatchObject({ code: 'invalid_promotion', message });
  });

  it('names every line that cannot be ordered', () => {
    const problem = problemOf(() =>
      priceLines({
        lines: [line(undefined), line(product()), line(product({ isActive: false }))],
        promotions: [],
        now,
      }),
    );
    expect(problem.code).toBe('unavailable_product');
    expect(problem.errors?.map((error) => error.path)).toEqual(['items.0.sku', 'items.2.sku']);
  });

  it('holds a group’s minimum and maximum, and knows only its options', () => {
    const grouped = product({
      optionGroups: [{ id: 'g', name: 'G', min: 1, max: 1, options: [{ id: 'x', name: 'X', price_delta: 0 }] }],
    });
    expect(problemOf(() => priceLines({ lines: [line(grouped)], promotions: [], now })).errors?.[0]?.path).toBe(
      'items.0.options',
    );
    const unknown = [{ group_id: 'g', option_id: 'nope' }];
    const problem = problemOf(() => priceLines({ lines: [line(grouped, 1, unknown)], promotions: [], now }));
    expect(problem.errors?.[0]?.path).toBe('items.0.options.0');
  });

  it('refuses two currencies in one order', () => {
    const problem = problemOf(() =>
      priceLines({ lines: [line(product()), line(product({ id: 'b', currency: 'USD' }))], promotions: [], now }),
    );
    expect(problem.code).toBe('invalid_request');
  });

  it('finds the promotion that saves the most among those that apply', () => {
    const best = bestPromotion(
      [
        promotion(),
        promotion({ code: 'FIVE', kind: 'fixed', value: 500 }),
        promotion({ code: 'OLD', value: 9000, endsAt: now }),
      ],
      { currency: 'EUR', subtotal: 2000, now },
    );
    expect(best?.code).toBe('FIVE');
  });
});

const baskets = fc.record({
  lines: fc.array(
    fc.record({
      id: fc.uuid(),
      price: fc.integer({ min: 0, max: 5_000_000 }),
      quantity: fc.integer({ min: 1, max: 1000 }),
    }),
    { minLength: 1, maxLength: 30 },
  ),
  promotions: fc.uniqueArray(
    fc.record({
      code: fc.stringMatching(/^[A-Z]{2,6}$/),
      kind: fc.constantFrom('percentage' as const, 'fixed' as const),
      value: fc.integer({ min: 1, max: 10_000 }),
      maxDiscount: fc.option(fc.integer({ min: 1, max: 100_000 })),
    }),
    { maxLength: 5, selector: (made) => made.code },
  ),
});

const price = (basket: {
  lines: Array<{ id: string; price: number; quantity: number }>;
  promotions: Array<Partial<PricingPromotion>>;
}) =>
  priceLines({
    lines: basket.lines.map((item) =>
      line(product({ id: item.id, sku: item.id, priceMinor: item.price }), item.quantity),
    ),
    promotions: basket.promotions.map((made) => promotion(made)),
    now,
  });

describe('every priced basket', () => {
  it('adds up, and nothing in it is negative', () => {
    fc.assert(
      fc.property(baskets, (basket) => {
        const pricing = price(basket);
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
        for (const item of pricing.items) {
          expect(item.total).toBe(item.quantity * item.unit_price - item.discount);
          expect(Math.min(item.total, item.discount, item.unit_price)).toBeGreaterThanOrEqual(0);
        }
        expect(sum(pricing.items.map((item) => item.total))).toBe(pricing.total);
        expect(sum(pricing.items.map((item) => item.discount))).toBe(pricing.discount_total);
        expect(sum(pricing.promotions.map((applied) => applied.amount))).toBe(pricing.discount_total);
        expect(pricing.subtotal - pricing.discount_total).toBe(pricing.total);
      }),
    );
  });

  it('costs the same whatever the order of its lines and codes', () => {
    fc.assert(
      fc.property(baskets, fc.infiniteStream(fc.nat()), (basket, random) => {
        const shuffled = <T>(items: T[]): T[] =>
          items
            .map((item) => ({ item, rank: random.next().value ?? 0 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ item }) => item);
        const identity = (pricing: ReturnType<typeof price>) => ({
          ...pricing,
          items: pricing.items.map((item) => JSON.stringify(item)).sort(),
        });
        const other = { lines: shuffled(basket.lines), promotions: shuffled(basket.promotions) };
        expect(identity(price(other))).toEqual(identity(price(basket)));
      }),
    );
  });
});

describe('allocate', () => {
  it('adds up exactly and gives no share above its weight', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000_000_000_000 }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (weights, share) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const amount = Math.floor(total * share);
          const parts = allocate(amount, weights, weights.map(String));
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total === 0 ? 0 : amount);
          for (const [index, part] of parts.entries()) expect(part).toBeLessThanOrEqual(weights[index] ?? -1);
        },
      ),
    );
  });
});
