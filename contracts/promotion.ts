import { z } from 'zod';
import { AmountMinor, Currency } from './money.ts';
import { PageQuery, page } from './page.ts';
import { line, Timestamp, Uuid } from './text.ts';

/** Codes are compared in upper case. */
export const PromoCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9_-]{2,40}$/, 'must be 2 to 40 letters, digits, hyphens or underscores')
  .meta({ example: 'WELCOME10' });

const fields = {
  code: PromoCode,
  name: line(120).meta({ example: 'Ten percent off for new guests' }),
  kind: z.enum(['percentage', 'fixed']),
  /** Basis points for `percentage` (1000 is 10 %), minor units for `fixed`. */
  value: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .meta({ description: 'percentage: basis points; fixed: minor units', example: 1000 }),
  currency: Currency,
  minimum_subtotal: AmountMinor.default(0),
  max_discount: AmountMinor.min(1).nullable().default(null),
  usage_limit: z.int().min(1).max(1_000_000_000).nullable().default(null),
  starts_at: Timestamp.nullable().default(null),
  ends_at: Timestamp.nullable().default(null),
  is_active: z.boolean().default(true),
};

export const CreatePromotion = z
  .strictObject(fields)
  .refine((promotion) => promotion.kind !== 'percentage' || promotion.value <= 10_000, {
    path: ['value'],
    message: 'a percentage is at most 10000 basis points',
  })
  .meta({ id: 'CreatePromotion' });
export type CreatePromotion = z.infer<typeof CreatePromotion>;

export const Promotion = z
  .object({ id: Uuid, ...fields, times_used: z.int(), created_at: Timestamp, updated_at: Timestamp })
  .meta({ id: 'Promotion' });
export type Promotion = z.infer<typeof Promotion>;
export const PromotionList = page(Promotion, 'PromotionList');
export const ListPromotionsQuery = z.strictObject(PageQuery);
