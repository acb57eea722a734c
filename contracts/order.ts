import { z } from 'zod';
import { AllergenCode } from './allergens/codes.ts';
import { DietCode } from './diets.ts';
import { ROLES } from './identity.ts';
import { PageQuery, page } from './page.ts';
import { PromoCode } from './promotion.ts';
import { LineRequest, MAX_LINES, PricedLine, Pricing, Warnings } from './quote.ts';
import { line, Timestamp, Uuid } from './text.ts';

export const ORDER_STATUSES = ['pending', 'confirmed', 'preparing', 'ready', 'completed', 'cancelled'] as const;
export const OrderStatus = z.enum(ORDER_STATUSES).meta({ id: 'OrderStatus' });
export type OrderStatus = z.infer<typeof OrderStatus>;

export const Fulfilment = z
  .strictObject({
    type: z.enum(['pickup', 'dine_in', 'delivery']),
    table: line(40).optional(),
    address: line(500).optional(),
  })
  .refine((fulfilment) => fulfilment.type !== 'delivery' || fulfilment.address !== undefined, {
    path: ['address'],
    message: 'a delivery needs an address',
  })
  .meta({ id: 'Fulfilment', example: { type: 'pickup' } });
export type Fulfilment = z.infer<typeof Fulfilment>;

export const CreateOrder = z
  .strictObject({
    items: z.array(LineRequest).min(1).max(MAX_LINES).optional(),
    quote_id: Uuid.optional(),
    promo_codes: z.array(PromoCode).max(5).default([]),
    fulfilment: Fulfilment.default({ type: 'pickup' }),
    note: line(500).nullable().default(null),
  })
  .refine((order) => (order.items === undefined) !== (order.quote_id === undefined), {
    path: ['items'],
    message: 'name either items or quote_id',
  })
  .refine((order) => order.quote_id === undefined || order.promo_codes.length === 0, {
    path: ['promo_codes'],
    message: 'a quote has its promotions already',
  })
  .meta({
    oneOf: [{ required: ['items'] }, { required: ['quote_id'], properties: { promo_codes: { maxItems: 0 } } }],
    id: 'CreateOrder',
    example: { items: [{ sku: 'RISOTTO-FUNGHI', quantity: 2 }], promo_codes: ['WELCOME10'] },
  });
export type CreateOrder = z.infer<typeof CreateOrder>;

const OrderItem = PricedLine.extend({ id: Uuid }).meta({ id: 'OrderItem' });

export const Order = Pricing.extend({
  id: Uuid,
  number: z.int().meta({ description: 'Increases within the tenant', example: 42 }),
  user_id: Uuid,
  status: OrderStatus,
  items: z.array(OrderItem),
  fulfilment: Fulfilment,
  note: z.string().nullable(),
  expires_at: Timestamp.nullable().optional().meta({
    description: 'When the order lapses unless it is confirmed. Null: it does not lapse. Older events do not carry it',
  }),
  exclude_allergens: z
    .array(AllergenCode)
    .default([])
    .meta({ description: 'The allergens that the customer refuses, also where no dish of the order has them' }),
  diets: z.array(DietCode).default([]).meta({ description: 'The diets that the customer keeps' }),
  warnings: Warnings,
  version: z.int(),
  created_at: Timestamp,
  updated_at: Timestamp,
}).meta({ id: 'Order' });
export type Order = z.infer<typeof Order>;
export const OrderList = page(Order, 'OrderList');

/** A step in an order's history. */
export const OrderStep = z
  .object({
    id: Uuid,
    from: OrderStatus.nullable().meta({
      description: 'null: the order was placed. Equal to `to`: its lines were changed',
    }),
    to: OrderStatus,
    reason: z.string().nullable(),
    actor: z.object({
      role: z
        .enum([...ROLES, 'system'])
        .meta({ description: '`system`: the system acted, for example when an order lapses' }),
      user_id: Uuid.nullable().meta({ description: 'The account that took the step. Customers see only their own id' }),
    }),
    at: Timestamp,
  })
  .meta({ id: 'OrderStep' });
export type OrderStep = z.infer<typeof OrderStep>;
export const OrderStepList = page(OrderStep, 'OrderStepList');

export const ListOrdersQuery = z.strictObject({
  ...PageQuery,
  status: OrderStatus.optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
  expires_before: Timestamp.optional().meta({ description: 'Return only pending orders that lapse before this time' }),
});
export type ListOrdersQuery = z.infer<typeof ListOrdersQuery>;

export const UpdateOrder = z
  .strictObject({ status: OrderStatus })
  .meta({ id: 'UpdateOrder', example: { status: 'confirmed' } });
/** New lines come from a quote for this order. Absent fields stay unchanged. */
export const ChangeOrder = z
  .strictObject({ quote_id: Uuid, fulfilment: Fulfilment.optional(), note: line(500).nullable().optional() })
  .meta({ id: 'ChangeOrder' });
export type ChangeOrder = z.infer<typeof ChangeOrder>;
export const CancelOrder = z
  .strictObject({ reason: line(500).nullable().default(null) })
  .meta({ id: 'CancelOrder', example: { reason: 'Ordered twice' } });
