import { and, asc, eq, inArray } from 'drizzle-orm';
import type { PendingRevocation } from '../../../contracts/channel.ts';
import { revocations } from '../../../schema/tables/tenants.ts';
import type { Services } from '../context.ts';

/** The tenant's committed revocations whose channels are still to be closed, oldest first. */
export async function readRevocations(
  services: Pick<Services, 'db'>,
  tenantId: string,
  limit: number,
): Promise<PendingRevocation[]> {
  return await services.db.single({ systemWorkIn: tenantId }, (tx) =>
    tx
      .select({ id: revocations.id, owners: revocations.owners })
      .from(revocations)
      .where(eq(revocations.tenantId, tenantId))
      .orderBy(asc(revocations.id))
      .limit(limit),
  );
}

/** Forgets revocations whose channels are closed. */
export async function dropRevocations(
  services: Pick<Services, 'db'>,
  tenantId: string,
  ids: readonly string[],
): Promise<void> {
  await services.db.single({ systemWorkIn: tenantId }, (tx) =>
    tx.delete(revocations).where(and(eq(revocations.tenantId, tenantId), inArray(revocations.id, [...ids]))),
  );
}
