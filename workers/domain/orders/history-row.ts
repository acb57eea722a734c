import { ROLES } from '../../../contracts/identity.ts';
import type { OrderStatus } from '../../../contracts/order.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx } from '../context.ts';

/** A history row for a step of an order, with the highest role of the actor. */
export function historyRow(
  ctx: Pick<Ctx, 'principal' | 'clock'>,
  step: { orderId: string; from: OrderStatus | null; to: OrderStatus; reason: string | null },
) {
  const { tenantId, userId, roles } = ctx.principal;
  return {
    id: newId(),
    tenantId,
    orderId: step.orderId,
    fromStatus: step.from,
    toStatus: step.to,
    reason: step.reason,
    actorId: userId,
    actorRole: roles.length === 0 ? ('system' as const) : (ROLES.find((role) => roles.includes(role)) ?? 'guest'),
    createdAt: ctx.clock.now(),
  };
}
