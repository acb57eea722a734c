import { and, desc, eq, gte, lt } from 'drizzle-orm';
import { isAllowed } from '../../../contracts/identity.ts';
import type { ListOrdersQuery, Order } from '../../../contracts/order.ts';
import type { Page } from '../../../contracts/page.ts';
import { orders } from '../../../schema/tables/orders.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { viewOrders } from './load-order.ts';

/** A page of orders, newest first, in two statements: the tenant's for staff, their own for everyone else. */
export async function listOrders({ ctx, input }: { ctx: Ctx; input: ListOrdersQuery }): Promise<Page<Order>> {
  authorise(ctx, 'order:read');
  const { tenantId, userId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  return await ctx.db.transaction(scopeOf(ctx), async (tx, end) => {
    const rows = await tx
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
          after === undefined ? undefined : lt(orders.id, after),
        ),
      )
      .orderBy(desc(orders.id))
      .limit(input.limit + 1);
    end.commitWithNext();
    return toPage(
      await viewOrders({ tx, tenantId }, rows),
      input.limit,
      (order) => order,
      ({ id }) => encodeCursor('newest', id, id),
    );
  });
}
