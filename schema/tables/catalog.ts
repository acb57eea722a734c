import { boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AllergenCode } from '../../contracts/allergens/codes.ts';
import type { Product, StoredImage, StoredOptionGroup } from '../../contracts/product.ts';
import type { CreatePromotion } from '../../contracts/promotion.ts';
import { currency, instant, minorUnits, tenantId } from './columns.ts';

export const products = pgTable('products', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  sku: text('sku').notNull(),
  name: text('name').notNull(),
  description: text('description'),
  category: text('category'),
  dietary: text('dietary').array().notNull(),
  /**
   * The free words of releases without codes. This release writes the codes here too, so that the two can be compared.
   */
  allergens: text('allergens').array().notNull(),
  /** Null: not declared. Counts only while `allergens` is the same: the release before writes that column alone. */
  allergenCodes: text('allergen_codes').array().$type<AllergenCode[]>(),
  mayContain: text('may_contain').array().$type<AllergenCode[]>().notNull().default([]),
  freeOf: text('free_of').array().$type<AllergenCode[]>().notNull().default([]),
  priceMinor: minorUnits('price_minor').notNull(),
  currency: currency('currency').notNull(),
  stock: integer('stock'),
  isActive: boolean('is_active').notNull(),
  optionGroups: jsonb('option_groups').$type<StoredOptionGroup[]>().notNull(),
  metadata: jsonb('metadata').$type<Product['metadata']>().notNull(),
  image: jsonb('image').$type<StoredImage>(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
});

export const promotions = pgTable('promotions', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  /** Null for a promotion that applies without a code. */
  code: text('code'),
  name: text('name').notNull(),
  kind: text('kind').$type<CreatePromotion['kind']>().notNull(),
  /** Basis points for a percentage and for the discount of “buy X, get Y”, minor units for a fixed amount. */
  value: minorUnits('value').notNull(),
  currency: currency('currency').notNull(),
  minimumSubtotal: minorUnits('minimum_subtotal').notNull(),
  maxDiscount: minorUnits('max_discount'),
  usageLimit: integer('usage_limit'),
  perCustomerLimit: integer('per_customer_limit'),
  guestsAllowed: boolean('guests_allowed').notNull().default(false),
  timesUsed: integer('times_used').notNull().default(0),
  startsAt: instant('starts_at'),
  endsAt: instant('ends_at'),
  isActive: boolean('is_active').notNull(),
  buyQuantity: integer('buy_quantity'),
  getQuantity: integer('get_quantity'),
  maxSets: integer('max_sets'),
  eligibleSkus: text('eligible_skus').array().notNull().default([]),
  eligibleCategories: text('eligible_categories').array().notNull().default([]),
  stacking: text('stacking').$type<CreatePromotion['stacking']>().notNull().default('combinable'),
  priority: integer('priority').notNull().default(0),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  deletedAt: instant('deleted_at'),
});

/** How often a customer used a promotion. */
export const promotionUses = pgTable('promotion_uses', {
  tenantId: tenantId(),
  promotionId: uuid('promotion_id').notNull(),
  userId: uuid('user_id').notNull(),
  timesUsed: integer('times_used').notNull(),
});
