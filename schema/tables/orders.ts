import { bigint, boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AllergenCode } from '../../contracts/allergens/codes.ts';
import type { DietCode } from '../../contracts/diets.ts';
import type { Role } from '../../contracts/identity.ts';
import type { Fulfilment, OrderStatus } from '../../contracts/order.ts';
import type { AppliedPromotion, PricedLine, Pricing, QuoteWarning } from '../../contracts/quote.ts';
import { currency, instant, minorUnits, tenantId } from './columns.ts';

interface Refusals {
  exclude_allergens: AllergenCode[];
  diets: DietCode[];
}

export const orders = pgTable('orders', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  number: bigint('number', { mode: 'number' }).notNull(),
  userId: uuid('user_id').notNull(),
  status: text('status').$type<OrderStatus>().notNull(),
  currency: currency('currency').notNull(),
  subtotalMinor: minorUnits('subtotal_minor').notNull(),
  discountMinor: minorUnits('discount_minor').notNull(),
  totalMinor: minorUnits('total_minor').notNull(),
  promotions: jsonb('promotions').$type<AppliedPromotion[]>().notNull(),
  fulfilment: jsonb('fulfilment').$type<Fulfilment>().notNull(),
  note: text('note'),
  /** The customer's refusals, also those that no dish of the order conflicts with. */
  refusals: jsonb('refusals').$type<Refusals>().notNull().default({ exclude_allergens: [], diets: [] }),
  warnings: jsonb('warnings').$type<QuoteWarning[]>().notNull().default([]),
  idempotencyKey: text('idempotency_key'),
  /** When the order lapses unless it is confirmed. */
  expiresAt: instant('expires_at'),
  /** A keyed hash of the address that a guest ordered from. */
  addressHash: text('address_hash'),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const orderItems = pgTable('order_items', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  orderId: uuid('order_id').notNull(),
  position: integer('position').notNull(),
  productId: uuid('product_id').notNull(),
  sku: text('sku').notNull(),
  name: text('name').notNull(),
  quantity: integer('quantity').notNull(),
  unitPriceMinor: minorUnits('unit_price_minor').notNull(),
  discountMinor: minorUnits('discount_minor').notNull(),
  totalMinor: minorUnits('total_minor').notNull(),
  options: jsonb('options').$type<PricedLine['options']>().notNull(),
});

/** The steps of each order; append-only. */
export const orderHistory = pgTable('order_history', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  orderId: uuid('order_id').notNull(),
  fromStatus: text('from_status').$type<OrderStatus>(),
  toStatus: text('to_status').$type<OrderStatus>().notNull(),
  reason: text('reason'),
  actorId: uuid('actor_id').notNull(),
  actorRole: text('actor_role').$type<Role | 'system'>().notNull(),
  createdAt: instant('created_at').notNull(),
});

export const orderCounters = pgTable('order_counters', {
  tenantId: uuid('tenant_id').primaryKey(),
  lastNumber: bigint('last_number', { mode: 'number' }).notNull(),
});

/** The tenant's settings for orders. */
export const orderSettings = pgTable('order_settings', {
  tenantId: uuid('tenant_id').primaryKey(),
  guestHoldMinutes: integer('guest_hold_minutes'),
  customerHoldMinutes: integer('customer_hold_minutes'),
  guestMaxOpenOrders: integer('guest_max_open_orders'),
  guestMaxOpenUnits: integer('guest_max_open_units'),
  guestMaxLines: integer('guest_max_lines'),
  addressMaxOpenOrders: integer('address_max_open_orders'),
  addressMaxOpenUnits: integer('address_max_open_units'),
  updatedAt: instant('updated_at').notNull(),
});

export const quotes = pgTable('quotes', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  userId: uuid('user_id').notNull(),
  pricing: jsonb('pricing').$type<Pricing>().notNull(),
  /** The refusals that the quote was checked for. */
  refusals: jsonb('refusals').$type<Refusals>().notNull(),
  warnings: jsonb('warnings').$type<QuoteWarning[]>().notNull(),
  expiresAt: instant('expires_at').notNull(),
  orderId: uuid('order_id'),
  /** The order whose lines it replaces, as it was at this version; both null for a quote of a new order. */
  replacesOrderId: uuid('replaces_order_id'),
  replacesVersion: integer('replaces_version'),
  ofGuest: boolean('of_guest').notNull().default(false),
  createdAt: instant('created_at').notNull(),
});
