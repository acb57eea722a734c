import { z } from 'zod';
import { AllergenCode } from './allergens/codes.ts';
import { Diets, RefusedAllergens } from './allergens/wire.ts';
import { DietCode } from './diets.ts';
import { AmountMinor, Currency } from './money.ts';
import { Sku } from './product.ts';
import { PromoCode } from './promotion.ts';
import { line, Timestamp, Uuid } from './text.ts';

export const MAX_LINES = 100;
export const MAX_QUANTITY = 1000;

/** A chosen option, by the ids of its group and itself. */
const ChosenOption = z
  .strictObject({ group_id: line(40), option_id: line(40) })
  .meta({ id: 'ChosenOption', example: { group_id: 'size', option_id: 'large' } });

export const LineRequest = z
  .strictObject({
    product_id: Uuid.optional(),
    sku: Sku.optional(),
    quantity: z.int().min(1).max(MAX_QUANTITY).meta({ example: 2 }),
    options: z.array(ChosenOption).max(50).default([]),
  })
  .refine((line) => (line.product_id === undefined) !== (line.sku === undefined), 'name either product_id or sku')
  .meta({
    oneOf: [{ required: ['sku'] }, { required: ['product_id'] }],
    id: 'LineRequest',
    example: { sku: 'RISOTTO-FUNGHI', quantity: 2 },
  });
export type LineRequest = z.infer<typeof LineRequest>;

export const CreateQuote = z
  .strictObject({
    items: z.array(LineRequest).min(1).max(MAX_LINES),
    promo_codes: z.array(PromoCode).max(5).default([]),
    exclude_allergens: RefusedAllergens.default([]).meta({
      description: 'The person’s restrictions. `warnings` names each conflict. The account’s profile is added',
    }),
    diets: Diets.default([]),
    replaces_order_id: Uuid.optional().meta({
      description:
        'Price a change of this order. `items` holds all lines of the order after the change. Promotions that the order already uses stay available',
    }),
  })
  .meta({
    id: 'CreateQuote',
    example: { items: [{ sku: 'RISOTTO-FUNGHI', quantity: 2 }], promo_codes: ['WELCOME10'] },
  });
export type CreateQuote = z.infer<typeof CreateQuote>;

/** An option as it was priced, with the words a person reads. */
const PricedOption = z
  .object({ group_id: z.string(), option_id: z.string(), name: z.string(), price_delta: z.int() })
  .meta({ id: 'PricedOption' });

export const PricedLine = z
  .object({
    product_id: Uuid,
    sku: z.string(),
    name: z.string(),
    quantity: z.int(),
    unit_price: AmountMinor,
    discount: AmountMinor,
    total: AmountMinor,
    options: z.array(PricedOption),
  })
  .meta({ id: 'PricedLine', description: '`total` is `quantity × unit_price − discount`.' });
export type PricedLine = z.infer<typeof PricedLine>;

export const AppliedPromotion = z
  .object({
    promotion_id: Uuid,
    code: z.string().nullable().meta({ description: 'null: the promotion applied without a code' }),
    name: z.string().optional().meta({ description: 'The promotion’s name. Older orders do not carry it' }),
    amount: AmountMinor,
  })
  .meta({ id: 'AppliedPromotion' });
export type AppliedPromotion = z.infer<typeof AppliedPromotion>;

/** The result of the pricing engine: lines add up to the subtotal, discounts to the discount total. */
export const Pricing = z.object({
  currency: Currency,
  subtotal: AmountMinor,
  discount_total: AmountMinor,
  total: AmountMinor,
  items: z.array(PricedLine),
  promotions: z.array(AppliedPromotion),
});
export type Pricing = z.infer<typeof Pricing>;

/** A conflict of a line with what the person refuses. */
export const QuoteWarning = z
  .object({
    item: z.int().min(0).meta({ description: 'Index of the line, from 0' }),
    product_id: Uuid,
    name: z.string().meta({ description: 'The product with its chosen options' }),
    code: z.union([AllergenCode, DietCode]),
    verdict: z.enum(['contains', 'may_contain', 'not_declared', 'does_not_fit']),
    message: z.string().meta({ example: 'Cappuccino contains milk.' }),
  })
  .meta({ id: 'QuoteWarning' });
export type QuoteWarning = z.infer<typeof QuoteWarning>;

/** Empty for quotes and orders of releases without warnings. */
export const Warnings = z.array(QuoteWarning).default([]).meta({
  description: 'Each conflict with the person’s restrictions. Show them before the person approves',
});

export const Quote = Pricing.extend({
  id: Uuid,
  exclude_allergens: z
    .array(AllergenCode)
    .default([])
    .meta({ description: 'The allergens and diets that were checked' }),
  diets: z.array(DietCode).default([]),
  warnings: Warnings,
  expires_at: Timestamp,
  order_id: Uuid.nullable().meta({ description: 'The order that was placed or changed with this quote' }),
  replaces: z
    .object({ order_id: Uuid, version: z.int() })
    .nullable()
    .default(null)
    .meta({ description: 'The order, at this version, that the quote changes. Null: a new order' }),
  created_at: Timestamp,
}).meta({ id: 'Quote', description: 'A price for one order. It holds until `expires_at`.' });
export type Quote = z.infer<typeof Quote>;
