import { and, eq, gte, lt } from 'drizzle-orm';
import { isAllowed } from '../../../contracts/identity.ts';
import type { ListOrdersQuery, Order } from '../../../contracts/order.ts';
import type { Page } from '../../../contracts/page.ts';
import { orders } from '../../../schema/tables/orders.ts';
import { authorise, type Ctx, reading } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { viewOrders } from './load-order.ts';

/** A page of orders, newest first, in two statements: the tenant's for staff, their own for everyone else. */
export async function listOrders({ ctx, input }: { ctx: Ctx; input: ListOrdersQuery }): Promise<Page<Order>> {
  authorise(ctx, 'order:read');
  const { tenantId, userId } = ctx.principal;
  const newest = newestFirst(input, orders.id);
  return await reading(ctx, async (unit) => {
    const rows = await newest.of(
      unit.tx
        .select()
        .from(orders)
        .where(
          and(
            eq(orders.tenantId, tenantId),
            isAllowed(ctx.principal, 'order:read-all') ? undefined : eq(orders.userId, userId),
            input.status === undefined ? undefined : eq(orders.status, input.status),
            input.from === undefined ? undefined : gte(orders.createdAt, new Date(input.from)),
            input.to === undefined ? undefined : lt(orders.createdAt, new Date(input.to)),
            input.expires_before === undefined
              ? undefined
              : and(eq(orders.status, 'pending'), lt(orders.expiresAt, new Date(input.expires_before))),
            newest.isBehind,
          ),
        ),
    );
    const { next_cursor } = newest.page(rows, ({ id }) => id);
    return { data: await viewOrders(unit, rows.slice(0, input.limit)), next_cursor };
  });
}
