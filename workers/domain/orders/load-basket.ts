import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { DietaryProfile } from '../../../contracts/dietary-profile.ts';
import { isGuest } from '../../../contracts/identity.ts';
import type { LineRequest } from '../../../contracts/quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { loadForOrder } from '../catalog/load-for-order.ts';
import type { ProductRow } from '../catalog/product-view.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import type { PricingPromotion } from '../pricing/pricing-promotion.ts';
import type { OrderRow } from './order-view.ts';

/** More than a shop runs at a time. Bounds what one order reads and computes. */
const MAX_PROMOTIONS = 200;

const Instant = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : new Date(text)));

/** A promotion as the statement returns it in JSON. */
const LoadedPromotion = z
  .object({
    id: z.string(),
    code: z.string().nullable(),
    name: z.string(),
    kind: z.enum(['percentage', 'fixed', 'buy_x_get_y']),
    value: z.int(),
    buy_quantity: z.int().nullable(),
    get_quantity: z.int().nullable(),
    max_sets: z.int().nullable(),
    currency: z.string(),
    minimum_subtotal: z.int(),
    max_discount: z.int().nullable(),
    usage_limit: z.int().nullable(),
    times_used: z.int(),
    per_customer_limit: z.int().nullable(),
    times_used_by_customer: z.int(),
    guests_allowed: z.boolean(),
    is_customer_guest: z.boolean(),
    eligible_skus: z.array(z.string()),
    eligible_categories: z.array(z.string()),
    stacking: z.enum(['exclusive', 'combinable']),
    priority: z.int(),
    starts_at: Instant,
    ends_at: Instant,
    is_active: z.boolean(),
  })
  .transform(
    (row): PricingPromotion => ({
      id: row.id,
      code: row.code,
      name: row.name,
      kind: row.kind,
      value: row.value,
      buyQuantity: row.buy_quantity,
      getQuantity: row.get_quantity,
      maxSets: row.max_sets,
      currency: row.currency,
      minimumSubtotal: row.minimum_subtotal,
      maxDiscount: row.max_discount,
      usageLimit: row.usage_limit,
      timesUsed: row.times_used,
      perCustomerLimit: row.per_customer_limit,
      timesUsedByCustomer: row.times_used_by_customer,
      guestsAllowed: row.guests_allowed,
      isCustomerGuest: row.is_customer_guest,
      eligibleSkus: row.eligible_skus,
      eligibleCategories: row.eligible_categories,
      stacking: row.stacking,
      priority: row.priority,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      isActive: row.is_active,
    }),
  );

interface Basket {
  products: Array<ProductRow | undefined>;
  promotions: PricingPromotion[];
  /** The dietary profile of the customer. */
  profile: DietaryProfile | null;
}

/** The customer and the codes of a basket to price. */
export interface OffersQuery {
  /** The promotions with one of these codes or without a code. */
  codes: readonly string[];
  /** The order whose lines the basket replaces: its customer is used, and its promotions count as unused. */
  replacing?: OrderRow | undefined;
}

/**
 * Loads what pricing needs: the live products of the lines, and the customer's promotions and profile. Both statements
 * are sent at once.
 */
export async function loadBasket(
  ctx: Ctx,
  unit: UnitOfWork,
  { lines, ...query }: OffersQuery & { lines: ReadonlyArray<Pick<LineRequest, 'product_id' | 'sku'>> },
): Promise<Basket> {
  const [found, { rows }] = await Promise.all([
    loadForOrder(unit, lines, { lock: false }),
    unit.tx.execute(sql`SELECT ${offersTo(ctx, query)}`),
  ]);
  return { products: found, ...readOffers(rows[0], query) };
}

/** Selects the customer's promotions and dietary profile, as the columns `promotions` and `profile`. */
export function offersTo(ctx: Ctx, { codes, replacing }: OffersQuery): SQL {
  const { tenantId, userId } = ctx.principal;
  const customerId = replacing?.userId ?? userId;
  return sql`
  offered_promotions(${customerId}, ${isCustomerGuest(ctx, customerId)}, ${sql.param(codes)}, ${MAX_PROMOTIONS}) AS promotions,
  (SELECT u.dietary_profile FROM users u WHERE u.tenant_id = ${tenantId} AND u.id = ${customerId}) AS profile`;
}

const Offers = z.object({ promotions: z.array(LoadedPromotion), profile: DietaryProfile.nullable() });

/** @param row A row with the columns of `offersTo`. */
export function readOffers(row: unknown, { replacing }: OffersQuery): Omit<Basket, 'products'> {
  const { promotions, profile } = Offers.parse(row);
  return { profile, promotions: promotions.map((promotion) => lessOneUse(promotion, replacing)) };
}

/**
 * Returns whether the customer has neither an account nor an API key. Customers other than the principal are looked up.
 */
function isCustomerGuest({ principal }: Ctx, customerId: string): SQL {
  const { tenantId, userId } = principal;
  if (customerId === userId) return sql`${isGuest(principal)}::boolean`;
  const isIn = (table: SQL) =>
    sql`EXISTS (SELECT 1 FROM ${table} WHERE tenant_id = ${tenantId} AND id = ${customerId})`;
  return sql`NOT ${isIn(sql`users`)} AND NOT ${isIn(sql`api_keys`)}`;
}

/** The promotion without its use by the replaced order. */
function lessOneUse(promotion: PricingPromotion, replacing: OrderRow | undefined): PricingPromotion {
  if (replacing?.promotions.some(({ promotion_id }) => promotion_id === promotion.id) !== true) return promotion;
  return {
    ...promotion,
    timesUsed: Math.max(0, promotion.timesUsed - 1),
    timesUsedByCustomer: Math.max(0, promotion.timesUsedByCustomer - 1),
  };
}

/** @throws {ProblemError} `invalid_promotion` naming each code that the tenant does not have. */
export function requireCodes(codes: readonly string[], promotions: readonly PricingPromotion[]): void {
  const unknown = [...new Set(codes)].filter((code) => !promotions.some((promotion) => promotion.code === code));
  if (unknown.length === 0) return;
  throw new ProblemError(
    'invalid_promotion',
    `There is no promotion ${unknown.join(', ')}. Leave the code out, or check its spelling.`,
    {
      errors: unknown.map((code) => ({ path: 'promo_codes', message: `${code} does not exist` })),
    },
  );
}
