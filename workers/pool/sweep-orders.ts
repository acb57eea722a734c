import { and, eq, lte, sql } from 'drizzle-orm';
import { orders } from '../../schema/tables/orders.ts';
import type { Services } from '../domain/context.ts';
import { lapseOrder } from '../domain/orders/lapse-order.ts';

/** A minute's worth; more wait for the next sweep, which takes others of them at random. */
const MAX_ORDERS = 500;

/**
 * Lapses the orders whose hold is over, of every tenant: one step into an index that has pending orders alone, so tenants
 * without any cost nothing. An order that fails is logged and keeps no other from its turn.
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
