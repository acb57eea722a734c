import { and, eq, inArray, isNotNull, isNull, lt, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { webhookDeliveries } from '../../../schema/tables/webhooks.ts';
import type { Unit, UnitOfWork } from '../context.ts';

const earlier = alias(webhookDeliveries, 'earlier');

interface Scope {
  endpointId: string;
  /** Undefined for all subjects of the endpoint. */
  subjects?: readonly string[];
  now: Date;
}

/**
 * Makes the first pending delivery of each subject due, if it waited behind one that has ended. The endpoint must be
 * locked, because the order is decided under its lock.
 * @returns The statement, which is sent when it is awaited.
 */
export function promoteWaiting(unit: Unit, scope: Scope): PromiseLike<unknown> {
  return unit.tx
    .update(webhookDeliveries)
    .set({ nextAttemptAt: scope.now })
    .where(and(inScope(unit, scope), isNull(webhookDeliveries.nextAttemptAt), notExists(earlierPending(unit))));
}

/**
 * Makes pending deliveries wait behind an earlier one that is sent again. Requests in flight are not recalled. The
 * endpoint must be locked.
 */
export async function demoteLater(unit: Unit, scope: Scope): Promise<void> {
  await unit.tx
    .update(webhookDeliveries)
    .set({ nextAttemptAt: null })
    .where(
      and(
        inScope(unit, scope),
        isNotNull(webhookDeliveries.nextAttemptAt),
        isNull(webhookDeliveries.leaseId),
        sql`EXISTS ${earlierPending(unit)}`,
      ),
    );
}

const inScope = ({ tenantId }: Pick<UnitOfWork, 'tenantId'>, { endpointId, subjects }: Scope) =>
  and(
    eq(webhookDeliveries.tenantId, tenantId),
    eq(webhookDeliveries.endpointId, endpointId),
    eq(webhookDeliveries.status, 'pending'),
    subjects === undefined ? undefined : inArray(webhookDeliveries.subject, [...subjects]),
  );

const earlierPending = ({ tx }: Pick<UnitOfWork, 'tx'>) =>
  tx
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.tenantId, webhookDeliveries.tenantId),
        eq(earlier.endpointId, webhookDeliveries.endpointId),
        eq(earlier.subject, webhookDeliveries.subject),
        eq(earlier.status, 'pending'),
        lt(earlier.position, webhookDeliveries.position),
      ),
    );
