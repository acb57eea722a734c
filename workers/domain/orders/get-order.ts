import { isAllowed } from '../../../contracts/identity.ts';
import type { Order } from '../../../contracts/order.ts';
import { authorise, type Ctx, reading } from '../context.ts';
import { loadOrder, orNotFound } from './load-order.ts';

/** Reads an order: any of the tenant's for staff, their own for everyone else. */
export async function getOrder({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Order> {
  authorise(ctx, 'order:read');
  const order = await reading(ctx, (unit) => loadOrder(unit, input.id));
  const isVisible = order.user_id === ctx.principal.userId || isAllowed(ctx.principal, 'order:read-all');
  return orNotFound(isVisible ? order : undefined);
}
