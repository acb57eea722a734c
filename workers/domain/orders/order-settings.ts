import { eq, sql } from 'drizzle-orm';
import {
  DEFAULT_ORDER_RULES,
  type OrderSettings,
  type UpdateOrderSettings,
} from '../../../contracts/order-settings.ts';
import { orderSettings } from '../../../schema/tables/orders.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction, read } from '../context.ts';

const COLUMNS = {
  guest_hold_minutes: orderSettings.guestHoldMinutes,
  customer_hold_minutes: orderSettings.customerHoldMinutes,
  guest_max_open_orders: orderSettings.guestMaxOpenOrders,
  guest_max_open_units: orderSettings.guestMaxOpenUnits,
  guest_max_lines: orderSettings.guestMaxLines,
  address_max_open_orders: orderSettings.addressMaxOpenOrders,
  address_max_open_units: orderSettings.addressMaxOpenUnits,
  updated_at: orderSettings.updatedAt,
};

type Row = Omit<OrderSettings, 'updated_at'> & { updated_at: Date };

/** Reads how long the tenant's orders hold stock, and what guests may order. */
export async function getOrderSettings({ ctx }: { ctx: Ctx }): Promise<OrderSettings> {
  authorise(ctx, 'order:configure');
  const [row] = await read(ctx, ({ tx, tenantId }) =>
    tx.select(COLUMNS).from(orderSettings).where(eq(orderSettings.tenantId, tenantId)),
  );
  return view(row);
}

/** Changes the given settings for orders that are placed from now on. */
export async function updateOrderSettings({
  ctx,
  input: change,
}: {
  ctx: Ctx;
  input: UpdateOrderSettings;
}): Promise<OrderSettings> {
  authorise(ctx, 'order:configure');
  return await inTransaction(ctx, async (unit) => {
    const whole = { ...DEFAULT_ORDER_RULES, ...change };
    const [row] = await unit.tx
      .insert(orderSettings)
      .values({ tenantId: unit.tenantId, ...toColumns(whole), updatedAt: ctx.clock.now() })
      .onConflictDoUpdate({
        target: [orderSettings.tenantId],
        set: { ...toColumns(change), updatedAt: sql`excluded.updated_at` },
      })
      .returning(COLUMNS);
    recordAudit(ctx, unit, {
      action: 'order_settings.updated',
      resourceType: 'order_settings',
      resourceId: unit.tenantId,
      details: { ...change },
    });
    return view(row);
  });
}

const view = (row: Row | undefined): OrderSettings =>
  row === undefined
    ? { ...DEFAULT_ORDER_RULES, updated_at: null }
    : { ...row, updated_at: row.updated_at.toISOString() };

/** The columns of the given fields. */
function toColumns(rules: UpdateOrderSettings) {
  const { guest_hold_minutes, customer_hold_minutes, guest_max_lines } = rules;
  return withoutUndefined({
    guestHoldMinutes: guest_hold_minutes,
    customerHoldMinutes: customer_hold_minutes,
    guestMaxOpenOrders: rules.guest_max_open_orders,
    guestMaxOpenUnits: rules.guest_max_open_units,
    guestMaxLines: guest_max_lines,
    addressMaxOpenOrders: rules.address_max_open_orders,
    addressMaxOpenUnits: rules.address_max_open_units,
  });
}

const withoutUndefined = <T extends object>(fields: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;
