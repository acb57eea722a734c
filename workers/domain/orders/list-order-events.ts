import { and, asc, eq } from 'drizzle-orm';
import { isAllowed } from '../../../contracts/identity.ts';
import type { OrderStep } from '../../../contracts/order.ts';
import type { Page } from '../../../contracts/page.ts';
import { orderHistory } from '../../../schema/tables/orders.ts';
import { authorise, type Ctx, reading } from '../context.ts';
import { loadOrder, orNotFound } from './load-order.ts';

/**
 * The history of an order, oldest first: statuses and a bounded number of changes, so always one page. Staff see who
 * acted; everyone else sees their own orders, with `staff` and no names.
 * @throws {ProblemError} `not_found`.
 */
export async function listOrderEvents({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Page<OrderStep>> {
  authorise(ctx, 'order:read');
  const seesAll = isAllowed(ctx.principal, 'order:read-all');
  const { userId } = ctx.principal;
  return await reading(ctx, async (unit) => {
    const order = await loadOrder(unit, input.id);
    orNotFound(order.user_id === userId || seesAll ? order : undefined);
    const rows = await unit.tx
      .select()
      .from(orderHistory)
      .where(and(eq(orderHistory.tenantId, unit.tenantId), eq(orderHistory.orderId, input.id)))
      .orderBy(asc(orderHistory.id));
    const data = rows.map((row) => {
      const isWorker = row.actorRole !== 'system' && isAllowed({ roles: [row.actorRole] }, 'order:read-all');
      return {
        id: row.id,
        from: row.fromStatus,
        to: row.toStatus,
        reason: row.reason,
        actor: {
          role: seesAll || !isWorker || row.actorId === userId ? row.actorRole : ('staff' as const),
          user_id: seesAll || row.actorId === userId ? row.actorId : null,
        },
        at: row.createdAt.toISOString(),
      };
    });
    return { data, next_cursor: null };
  });
}
