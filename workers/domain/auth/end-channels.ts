import type { Revocation } from '../../../contracts/revocation.ts';
import { revocations } from '../../../schema/tables/tenants.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

/**
 * Closes what a revocation leaves open: sockets, streams, tickets and running answers. The row is written in the
 * caller's transaction. After the commit the tenant's hub is nudged, and deletes the row when everything is closed.
 */
export async function endChannels(ctx: Ctx, unit: UnitOfWork, { userIds, sessionIds }: Revocation): Promise<void> {
  const owners = [...userIds, ...sessionIds];
  if (owners.length === 0) return;
  await unit.tx
    .insert(revocations)
    .values({ id: newId(), tenantId: unit.tenantId, owners, createdAt: ctx.clock.now() });
  unit.afterCommit(() => ctx.nudgeRevocations(unit.tenantId));
}
