import { and, eq, lte, sql } from 'drizzle-orm';
import { orders } from '../../schema/tables/orders.ts';
import type { Services } from '../domain/context.ts';
import { lapseOrder } from '../domain/orders/lapse-order.ts';

/** The most orders in one sweep. The next sweep takes others, at random. */
const MAX_ORDERS = 500;

/**
 * Cancels orders whose hold has ended, of all tenants. It reads one index of pending orders, so tenants without any
 * cost nothing. A failing order is logged and does not stop the others.
 */
export async function sweepOrders(services: Services): Promise<{ lapsed: number; failed: number }> {
  const due = await services.db.single('system', (tx) =>
    tx
      .select({ tenantId: orders.tenantId, id: orders.id })
      .from(orders)
      .where(and(eq(orders.status, 'pending'), lte(orders.expiresAt, services.clock.now())))
      .orderBy(sql`random()`)
      .limit(MAX_ORDERS),
  );
  const swept = { lapsed: 0, failed: 0 };
  for (const input of due) {
    try {
      if (await lapseOrder({ services, input })) swept.lapsed += 1;
    } catch (error) {
      swept.failed += 1;
      services.log.error('order_not_lapsed', { tenant_id: input.tenantId, order_id: input.id, error });
    }
  }
  if (due.length > 0) services.log.info('orders_swept', swept);
  return swept;
}
