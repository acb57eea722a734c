import { and, asc, eq, inArray, isNotNull, lt, notExists, sql } from 'drizzle-orm';
import { webhookDeliveries, webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import type { Services } from '../context.ts';
import { promoteWaiting } from './promote-waiting.ts';

/** How long deliveries and their attempts are kept. */
export const KEEP_MS = 30 * 24 * 60 * 60 * 1000;
const BATCH = 1_000;

/**
 * Removes the oldest expired part of an endpoint's log, or of a deleted endpoint's whole log: a bounded number per
 * call. The last call removes the endpoint itself.
 * @returns How many deliveries it removed.
 */
export async function pruneWebhooks({
  services,
  input,
}: {
  services: Pick<Services, 'db' | 'clock'>;
  input: { tenantId: string; endpointId: string };
}): Promise<number> {
  const { tenantId, endpointId } = input;
  const now = services.clock.now();
  const isEndpoint = and(eq(webhookEndpoints.tenantId, tenantId), eq(webhookEndpoints.id, endpointId));
  return await services.db.transaction({ systemWorkIn: tenantId }, async (tx) => {
    const [endpoint] = await tx.select().from(webhookEndpoints).where(isEndpoint).for('no key update');
    if (endpoint === undefined) return 0;
    const oldest = tx
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .where(and(eq(webhookDeliveries.tenantId, tenantId), eq(webhookDeliveries.endpointId, endpointId)))
      .orderBy(asc(webhookDeliveries.position))
      .limit(BATCH);
    const removed = await tx
      .delete(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.tenantId, tenantId),
          inArray(webhookDeliveries.id, oldest),
          endpoint.deletedAt === null ? lt(webhookDeliveries.createdAt, new Date(now.getTime() - KEEP_MS)) : undefined,
        ),
      )
      .returning({ status: webhookDeliveries.status });
    if (endpoint.deletedAt !== null) {
      const one = sql`1`;
      const rest = tx.select({ one }).from(webhookDeliveries).where(eq(webhookDeliveries.endpointId, endpointId));
      await tx.delete(webhookEndpoints).where(and(isEndpoint, isNotNull(webhookEndpoints.deletedAt), notExists(rest)));
    } else if (removed.some(({ status }) => status === 'pending')) {
      // Deliveries behind a removed one are first now.
      await promoteWaiting({ tx, tenantId }, { endpointId, now });
    }
    return removed.length;
  });
}
