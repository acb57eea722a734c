import { and, desc, eq } from 'drizzle-orm';
import type { OrderStatusInput, OwnOrder } from '../../../contracts/chat-tool.ts';
import { orders } from '../../../schema/tables/orders.ts';
import { authorise, type Ctx, read, reading } from '../context.ts';
import { findOrder, viewOrders } from './load-order.ts';
import { isCancellable, isChangeable } from './status.ts';

/** The principal's own orders, newest first, even if they may see all: an assistant speaks for one person. */
export async function listOwnOrders({ ctx, input }: { ctx: Ctx; input: OrderStatusInput }): Promise<OwnOrder[]> {
  authorise(ctx, 'order:read');
  return await reading(ctx, async ({ tx, tenantId }) => {
    const rows = await tx
      .select()
      .from(orders)
      .where(
        and(
          eq(orders.tenantId, tenantId),
          eq(orders.userId, ctx.principal.userId),
          input.number === undefined ? undefined : eq(orders.number, input.number),
        ),
      )
      .orderBy(desc(orders.id))
      .limit(input.limit);
    const shown = await viewOrders({ tx, tenantId }, rows);
    return shown.map((order) => ({
      ...order,
      can_change: isChangeable(order.status, 'customer'),
      can_cancel: isCancellable(order.status, 'customer'),
    }));
  });
}

/** @throws {ProblemError} `not_found` unless the order is the principal's own, whatever their role. */
export async function requireOwnOrder(ctx: Ctx, id: string): Promise<void> {
  await read(ctx, (unit) => findOrder(unit, id, ctx.principal.userId));
}
