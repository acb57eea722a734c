import { z } from 'zod';
import { MAX_LINES } from './quote.ts';
import { Timestamp } from './text.ts';

const HoldMinutes = z.int().min(1).max(10_080).nullable();
const OpenOrders = z.int().min(1).max(10_000).nullable();
const OpenUnits = z.int().min(1).max(1_000_000).nullable();

const fields = {
  guest_hold_minutes: HoldMinutes.meta({
    description:
      'Minutes for which a guest’s `pending` order holds its stock. Then the order is cancelled with the reason `expired`. null: no limit',
    example: 30,
  }),
  customer_hold_minutes: HoldMinutes.meta({
    description: 'Minutes that orders of customers with an account hold stock',
    example: null,
  }),
  guest_max_open_orders: OpenOrders.meta({
    description: 'Maximum number of pending orders of one guest. null: no limit',
    example: 5,
  }),
  guest_max_open_units: OpenUnits.meta({
    description: 'Maximum number of units in the pending orders of one guest',
    example: 100,
  }),
  guest_max_lines: z
    .int()
    .min(1)
    .max(MAX_LINES)
    .nullable()
    .meta({ description: 'Maximum number of lines in one guest order' }),
  address_max_open_orders: OpenOrders.meta({
    description: 'Maximum number of pending orders of all guests of one address',
    example: 30,
  }),
  address_max_open_units: OpenUnits.meta({ description: 'Maximum number of units in those orders', example: 500 }),
};

/** How long a tenant's orders hold stock, and what guests may order before staff confirm it. */
export const OrderRules = z.object(fields);
export type OrderRules = z.infer<typeof OrderRules>;

/** The rules of a tenant that has chosen none. */
export const DEFAULT_ORDER_RULES: OrderRules = {
  guest_hold_minutes: 30,
  customer_hold_minutes: null,
  guest_max_open_orders: 5,
  guest_max_open_units: 100,
  guest_max_lines: 50,
  address_max_open_orders: 30,
  address_max_open_units: 500,
};

export const OrderSettings = OrderRules.extend({
  updated_at: Timestamp.nullable().meta({ description: 'Null: never changed' }),
}).meta({ id: 'OrderSettings' });
export type OrderSettings = z.infer<typeof OrderSettings>;

export const UpdateOrderSettings = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change something')
  .meta({ id: 'UpdateOrderSettings', minProperties: 1, example: { guest_hold_minutes: 15 } });
export type UpdateOrderSettings = z.infer<typeof UpdateOrderSettings>;
