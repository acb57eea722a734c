import { z } from 'zod';
import { AmountMinor, Currency } from './money.ts';
import { PageQuery, page } from './page.ts';
import { Sku } from './product.ts';
import { line, Timestamp, Uuid } from './text.ts';

/** Codes are compared in upper case. */
export const PromoCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9_-]{2,40}$/, 'must be 2 to 40 letters, digits, hyphens or underscores')
  .meta({ example: 'WELCOME10' });

const Limit = z.int().min(1).max(1_000_000_000).nullable();
const Quantity = z.int().min(1).max(1000).nullable();

const fields = {
  code: PromoCode.nullable().meta({
    description: 'null: the promotion applies without a code to every eligible basket',
  }),
  name: line(120).meta({ example: 'Ten percent off for new guests' }),
  kind: z.enum(['percentage', 'fixed', 'buy_x_get_y']),
  value: z.int().min(1).max(1_000_000_000).meta({
    description:
      'percentage: basis points (1000 is 10 %) of the eligible subtotal; fixed: minor units; buy_x_get_y: basis points off the units given (10000 is free)',
    example: 1000,
  }),
  buy_quantity: Quantity.meta({ description: 'buy_x_get_y only: number of units to buy per set' }),
  get_quantity: Quantity.meta({ description: 'buy_x_get_y only: number of units given; the cheapest units count' }),
  max_sets: Quantity.meta({ description: 'buy_x_get_y only: maximum number of sets per order. null: no limit' }),
  currency: Currency,
  minimum_subtotal: AmountMinor.meta({ description: 'Minimum subtotal of the eligible lines, before any discount' }),
  max_discount: AmountMinor.min(1).nullable(),
  usage_limit: Limit.meta({ description: 'Maximum number of orders. A cancelled order returns its use' }),
  per_customer_limit: Limit.meta({
    description: 'Maximum number of orders per customer. Customers need an account unless guests_allowed is true',
  }),
  guests_allowed: z.boolean().meta({
    description:
      'Applies together with per_customer_limit. true: guests can use the promotion, and each guest token counts as a customer. The limit then counts tokens, not people: a person with a new token starts again',
  }),
  eligible_skus: z
    .array(Sku)
    .max(200)
    .meta({ description: 'SKUs that are eligible. When eligible_categories is empty too, every product is eligible' }),
  eligible_categories: z
    .array(line(80).toLowerCase())
    .max(50)
    .meta({ example: ['drinks'] }),
  stacking: z
    .enum(['exclusive', 'combinable'])
    .meta({ description: 'exclusive: never combined with another promotion' }),
  priority: z
    .int()
    .min(-1000)
    .max(1000)
    .meta({ description: 'Promotions with a lower number are applied first, and win a tie' }),
  starts_at: Timestamp.nullable(),
  ends_at: Timestamp.nullable(),
  is_active: z.boolean(),
};

const CompletePromotion = z.strictObject({
  ...fields,
  buy_quantity: fields.buy_quantity.default(null),
  get_quantity: fields.get_quantity.default(null),
  max_sets: fields.max_sets.default(null),
  minimum_subtotal: fields.minimum_subtotal.default(0),
  max_discount: fields.max_discount.default(null),
  usage_limit: fields.usage_limit.default(null),
  per_customer_limit: fields.per_customer_limit.default(null),
  guests_allowed: fields.guests_allowed.default(false),
  eligible_skus: fields.eligible_skus.default([]),
  eligible_categories: fields.eligible_categories.default([]),
  stacking: fields.stacking.default('combinable'),
  priority: fields.priority.default(0),
  starts_at: fields.starts_at.default(null),
  ends_at: fields.ends_at.default(null),
  is_active: fields.is_active.default(true),
});

/** Rules between the fields of a promotion, wherever they came from. */
export const CreatePromotion = CompletePromotion.superRefine((promotion, { addIssue }) => {
  const fault = (path: keyof typeof fields, message: string) =>
    addIssue({ code: 'custom', input: promotion, path: [path], message });
  const isSet = promotion.kind === 'buy_x_get_y';
  if (promotion.kind !== 'fixed' && promotion.value > 10_000)
    fault('value', 'a percentage is at most 100 % (10000 basis points)');
  for (const path of ['buy_quantity', 'get_quantity'] as const) {
    if (isSet !== (promotion[path] !== null)) fault(path, isSet ? 'buy_x_get_y needs it' : 'is for buy_x_get_y alone');
  }
  if (!isSet && promotion.max_sets !== null) fault('max_sets', 'is for buy_x_get_y alone');
  const { starts_at, ends_at } = promotion;
  if (starts_at !== null && ends_at !== null && Date.parse(starts_at) >= Date.parse(ends_at)) {
    fault('ends_at', 'must be after starts_at');
  }
}).meta({ id: 'CreatePromotion' });
export type CreatePromotion = z.infer<typeof CreatePromotion>;

export const UpdatePromotion = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field')
  .meta({ id: 'UpdatePromotion', minProperties: 1, example: { is_active: false } });
export type UpdatePromotion = z.infer<typeof UpdatePromotion>;

export const Promotion = z
  .object({
    id: Uuid,
    ...fields,
    times_used: z.int(),
    version: z.int(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Promotion' });
export type Promotion = z.infer<typeof Promotion>;
export const PromotionList = page(Promotion, 'PromotionList');
export const ListPromotionsQuery = z.strictObject(PageQuery);
