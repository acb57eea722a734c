import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../workers/domain/pricing/allocate.ts';
import { type PricingProduct, priceLines, tryToPrice } from '../../../workers/domain/pricing/price-lines.ts';
import type { PricingPromotion } from '../../../workers/domain/pricing/pricing-promotion.ts';
import { spreadDiscounts } from '../../../workers/domain/pricing/spread-discounts.ts';
import { ProblemError } from '../../../workers/platform/problem-error.ts';

const now = new Date('2026-11-22T12:00:00Z');

const product = (over: Partial<PricingProduct> = {}): PricingProduct => ({
  id: '00000000-0000-7000-8000-000000000001',
  sku: 'A',
  name: 'A',
  category: null,
  priceMinor: 1000,
  currency: 'EUR',
  isActive: true,
  optionGroups: [],
  ...over,
});

const promotion = (over: Partial<PricingPromotion> = {}): PricingPromotion => ({
  id: '00000000-0000-7000-8000-0000000000aa',
  code: 'TEN',
  name: 'Ten percent',
  kind: 'percentage',
  value: 1000,
  buyQuantity: null,
  getQuantity: null,
  maxSets: null,
  currency: 'EUR',
  minimumSubtotal: 0,
  maxDiscount: null,
  usageLimit: null,
  timesUsed: 0,
  perCustomerLimit: null,
  timesUsedByCustomer: 0,
  guestsAllowed: false,
  isCustomerGuest: false,
  eligibleSkus: [],
  eligibleCategories: [],
  stacking: 'combinable',
  priority: 0,
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

  it('caps a discount, and never goes below zero', () => {
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
    [{ perCustomerLimit: 1, timesUsedByCustomer: 1 }, 'TEN was used by you as often as it may be'],
    [
      { perCustomerLimit: 1, isCustomerGuest: true },
      'TEN is for customers with an account: sign in or register to use it',
    ],
    [{ eligibleSkus: ['B'], eligibleCategories: ['drinks'] }, 'TEN is for other products'],
    [{ kind: 'buy_x_get_y' as const, buyQuantity: 1, getQuantity: 1 }, 'TEN needs at least 2 of what it is for'],
    [{ currency: 'USD' }, 'TEN is for orders in USD'],
    [{ minimumSubtotal: 1001 }, 'TEN needs a subtotal of at least 1001 (minor units)'],
  ])('refuses a promotion that does not apply: %o', (over, message) => {
    const problem = problemOf(() => priceLines({ lines: [line(product())], promotions: [promotion(over)], now }));
    expect(problem).toMatchObject({ code: 'invalid_promotion', message });
  });

  it('refuses a basket above the size limit of storage', () => {
    const options = Array.from({ length: 50 }, (_, index) => ({
      id: `o${index}`,
      name: 'x'.repeat(80),
      price_delta: 1,
    }));
    const large = product({ optionGroups: [{ id: 'g', name: 'G', min: 0, max: 50, options }] });
    const chosen = options.map(({ id }) => ({ group_id: 'g', option_id: id }));
    const basket = (lines: number) =>
      priceLines({
        lines: Array.from({ length: lines }, () => ({
          request: { sku: 'A', quantity: 1, options: chosen },
          product: large,
        })),
        promotions: [],
        now,
      });
    expect(basket(5).items).toHaveLength(5);
    expect(() => basket(30)).toThrow('Split it into several orders');
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

  it('enforces a group’s minimum and maximum, and refuses unknown options', () => {
    const grouped = product({
      optionGroups: [{ id: 'g', name: 'G', min: 1, max: 1, options: [{ id: 'x', name: 'X', price_delta: 0 }] }],
    });
    expect(problemOf(() => priceLines({ lines: [line(grouped)], promotions: [], now })).errors?.[0]?.path).toBe(
      'items.0.options',
    );
    const twice = [
      { group_id: 'g', option_id: 'x' },
      { group_id: 'g', option_id: 'x' },
    ];
    const wide = product({ optionGroups: grouped.optionGroups.map((group) => ({ ...group, max: 2 })) });
    const repeated = problemOf(() => priceLines({ lines: [line(wide, 1, twice)], promotions: [], now }));
    expect(repeated.errors).toEqual([{ path: 'items.0.options.1', message: 'was already chosen' }]);
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
});

describe('what a promotion is for', () => {
  const wine = product({ id: 'w', sku: 'WINE', category: 'drinks', priceMinor: 700 });
  const water = product({ id: 'v', sku: 'WATER', category: 'drinks', priceMinor: 301 });
  const soup = product({ id: 's', sku: 'SOUP', category: 'starters', priceMinor: 650 });

  it('is counted alone: percentage and minimum see the eligible lines, and those alone carry it', () => {
    const drinks = promotion({ eligibleCategories: ['drinks'], minimumSubtotal: 1000 });
    const pricing = priceLines({ lines: [line(soup, 2), line(wine), line(water)], promotions: [drinks], now });
    expect(pricing.items.map((item) => item.discount)).toEqual([0, 70, 30]);
    expect(tryToPrice({ lines: [line(soup, 2), line(wine)], promotions: [drinks], now })).toBeUndefined();
    const either = promotion({ eligibleCategories: ['drinks'], eligibleSkus: ['SOUP'] });
    expect(priceLines({ lines: [line(soup), line(water)], promotions: [either], now }).discount_total).toBe(95);
  });

  it('buys x and gets the cheapest y, set by set, up to its cap', () => {
    const threeForTwo = promotion({
      kind: 'buy_x_get_y',
      value: 10_000,
      buyQuantity: 2,
      getQuantity: 1,
      eligibleCategories: ['drinks'],
    });
    const price = (over: Partial<PricingPromotion>, ...lines: Array<ReturnType<typeof line>>) =>
      priceLines({ lines, promotions: [{ ...threeForTwo, ...over }], now }).discount_total;
    expect(price({}, line(wine, 2), line(water, 1), line(soup, 9))).toBe(301);
    expect(price({}, line(wine, 4), line(water, 1))).toBe(301);
    expect(price({}, line(wine, 5), line(water, 1))).toBe(301 + 700);
    expect(price({ maxSets: 1 }, line(wine, 5), line(water, 1))).toBe(301);
    expect(price({ value: 5_000 }, line(wine, 2), line(water, 1))).toBe(151);
    expect(price({ maxDiscount: 100 }, line(wine, 3))).toBe(100);
  });
});

describe('promotions together', () => {
  const of = (pricing: { promotions: Array<{ code: string | null; amount: number }> }) =>
    pricing.promotions.map(({ code, amount }) => [code, amount]);
  const basket = [line(product(), 2)];
  const automatic = (over: Partial<PricingPromotion>) => promotion({ code: null, ...over });

  it('are either one exclusive or all combinable, whichever saves more', () => {
    const three = [
      promotion({ code: 'A', value: 1000 }),
      automatic({ id: 'b', value: 1000 }),
      automatic({ id: 'c', value: 1500, stacking: 'exclusive' as const }),
    ];
    expect(of(priceLines({ lines: basket, promotions: three, now }))).toEqual([
      [null, 200],
      ['A', 200],
    ]);
    const [first, ...others] = three;
    expect(of(priceLines({ lines: basket, promotions: others, now }))).toEqual([[null, 300]]);
    const refused = problemOf(() =>
      priceLines({ lines: basket, promotions: [{ ...promotion(first), value: 100 }, ...others], now }),
    );
    expect(refused.message).toBe('A does not combine with Ten percent, which saves more');
  });

  it('are refused where a named exclusive one cannot stand alone', () => {
    const alone = promotion({ code: 'ALONE', value: 5000, stacking: 'exclusive' });
    expect(of(priceLines({ lines: basket, promotions: [alone, automatic({ id: 'b' })], now }))).toEqual([
      ['ALONE', 1000],
    ]);
    const problem = problemOf(() => priceLines({ lines: basket, promotions: [alone, promotion({ id: 'b' })], now }));
    expect(problem).toMatchObject({
      code: 'invalid_promotion',
      message: 'TEN does not combine with ALONE, which saves more',
    });
  });

  it('tie by priority, then code, then id', () => {
    const tied = [
      automatic({ id: 'z', priority: 5, stacking: 'exclusive' as const }),
      automatic({ id: 'b', priority: 1, stacking: 'exclusive' as const }),
      automatic({ id: 'a', priority: 1, stacking: 'exclusive' as const }),
    ];
    const winner = (promotions: PricingPromotion[]) =>
      priceLines({ lines: basket, promotions, now }).promotions[0]?.promotion_id;
    expect(winner(tied)).toBe('a');
    expect(winner(tied.toReversed())).toBe('a');
  });

  it('leave an automatic one out silently when it does not apply', () => {
    const promotions = [automatic({ minimumSubtotal: 99_999 })];
    expect(of(priceLines({ lines: basket, promotions, now }))).toEqual([]);
  });

  it('shift shares to another line where that helps', () => {
    const lines = [
      { amount: 100, identity: 'a' },
      { amount: 100, identity: 'b' },
    ];
    const shares = spreadDiscounts(lines, [
      { amount: 100, covers: [true, true] },
      { amount: 100, covers: [true, false] },
    ]);
    expect(shares).toEqual([
      [0, 100],
      [100, 0],
    ]);
  });
});

const SKUS = ['A', 'B', 'C', 'D'];
const CATEGORIES = ['drinks', 'mains'];
const someOf = (names: string[]) => fc.subarray(names);

const anyPromotion = fc
  .record({
    id: fc.uuid(),
    code: fc.option(fc.stringMatching(/^[A-Z]{2,6}$/), { freq: 1 }),
    kind: fc.constantFrom('percentage' as const, 'fixed' as const, 'buy_x_get_y' as const),
    value: fc.integer({ min: 1, max: 10_000 }),
    sets: fc.record({
      buyQuantity: fc.integer({ min: 1, max: 4 }),
      getQuantity: fc.integer({ min: 1, max: 4 }),
      maxSets: fc.option(fc.integer({ min: 1, max: 5 })),
    }),
    maxDiscount: fc.option(fc.integer({ min: 1, max: 100_000 })),
    minimumSubtotal: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10_000 })),
    eligibleSkus: someOf(SKUS),
    eligibleCategories: someOf(CATEGORIES),
    stacking: fc.constantFrom('combinable' as const, 'combinable' as const, 'exclusive' as const),
    priority: fc.integer({ min: -2, max: 2 }),
    limits: fc.constantFrom({}, {}, { usageLimit: 3, timesUsed: 3 }, { perCustomerLimit: 1, timesUsedByCustomer: 1 }),
  })
  .map(({ sets, limits, ...made }) => promotion({ ...made, ...limits, ...(made.kind === 'buy_x_get_y' ? sets : {}) }));

const baskets = fc.record({
  lines: fc.array(
    fc.record({
      id: fc.uuid(),
      sku: fc.constantFrom(...SKUS),
      category: fc.constantFrom(null, ...CATEGORIES),
      // Small prices too: there discounts meet the price of what they are for.
      price: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 5_000_000 })),
      quantity: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1000 })),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  promotions: fc.uniqueArray(anyPromotion, { maxLength: 6, selector: (made) => made.code ?? made.id }),
});
type Made = { id: string; sku: string; category: string | null; price: number; quantity: number };

/** The pricing, or undefined where a code is refused. */
const price = (basket: { lines: Made[]; promotions: PricingPromotion[] }) =>
  tryToPrice({
    lines: basket.lines.map(({ price: priceMinor, quantity, ...over }) =>
      line(product({ ...over, priceMinor }), quantity),
    ),
    promotions: basket.promotions,
    now,
  });
const runs = { numRuns: 1000 };

describe('every priced basket', () => {
  it('adds up, and nothing in it is negative', () => {
    fc.assert(
      fc.property(baskets, (basket) => {
        const pricing = price(basket);
        fc.pre(pricing !== undefined);
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
      runs,
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
          items: pricing?.items.map((item) => JSON.stringify(item)).sort(),
        });
        const other = { lines: shuffled(basket.lines), promotions: shuffled(basket.promotions) };
        expect(identity(price(other))).toEqual(identity(price(basket)));
      }),
      runs,
    );
  });

  it('never costs more for one more promotion: it lowers the total, leaves it, or its code is refused', () => {
    fc.assert(
      fc.property(baskets, anyPromotion, (basket, added) => {
        fc.pre(basket.promotions.every(({ code, id }) => code === null || code !== added.code || id === added.id));
        const before = price(basket);
        fc.pre(before !== undefined);
        const after = price({ ...basket, promotions: [...basket.promotions, added] });
        if (after !== undefined) expect(after.total).toBeLessThanOrEqual(before.total);
        else expect(basket.promotions.some(({ code }) => code !== null) || added.code !== null).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('respects what each promotion is for, its cap and its limits', () => {
    fc.assert(
      fc.property(baskets, (basket) => {
        const pricing = price(basket);
        fc.pre(pricing !== undefined);
        const applied = pricing.promotions.map((entry) => ({
          entry,
          made: basket.promotions.find(({ id }) => id === entry.promotion_id) ?? promotion(),
        }));
        for (const { entry, made } of applied) {
          expect(entry.amount).toBeLessThanOrEqual(made.maxDiscount ?? entry.amount);
          if (made.kind === 'fixed') expect(entry.amount).toBeLessThanOrEqual(made.value);
          expect(made.timesUsed < (made.usageLimit ?? Number.POSITIVE_INFINITY)).toBe(true);
          expect(made.timesUsedByCustomer < (made.perCustomerLimit ?? Number.POSITIVE_INFINITY)).toBe(true);
        }
        if (applied.some(({ made }) => made.stacking === 'exclusive')) expect(applied).toHaveLength(1);
        for (const [index, item] of pricing.items.entries()) {
          const { sku, category } = basket.lines[index] ?? { sku: '', category: null };
          const isCovered = applied.some(
            ({ made }) =>
              (made.eligibleSkus.length === 0 && made.eligibleCategories.length === 0) ||
              made.eligibleSkus.includes(sku) ||
              (category !== null && made.eligibleCategories.includes(category)),
          );
          if (!isCovered) expect(item.discount).toBe(0);
        }
      }),
      runs,
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
