import { ROLES } from '../../../contracts/identity.ts';
import type { OrderStatus } from '../../../contracts/order.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx } from '../context.ts';

/** The row of one step of an order. The actor stands there with the highest of their roles. */
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
