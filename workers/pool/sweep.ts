import { and, isNull, lt, sql } from 'drizzle-orm';
import { chunks } from '../../schema/tables/catalog.ts';
import { outbox } from '../../schema/tables/delivery.ts';
import type { Services } from '../domain/context.ts';

const MAX_TENANTS = 200;
const LEFT_BEHIND_AFTER_MS = 5_000;

/**
 * Finds what lost nudges left behind: tenants with undelivered events or chunks without an embedding. Events
 * that are seconds old are on their way. Bounded, and random beyond the bound,
 * so that no tenant waits for ever behind others.
 */
export async function sweep(
  services: Pick<Services, 'db' | 'clock' | 'log' | 'nudgeRelay' | 'nudgeIndexer'>,
): Promise<{ relays: number; indexers: number }> {
  const leftBehind = new Date(services.clock.now().getTime() - LEFT_BEHIND_AFTER_MS);
  const { waiting, pending } = await services.db.transaction('system', async (tx) => ({
    waiting: await tx
      .select({ tenantId: outbox.tenantId })
      .from(outbox)
      .where(and(isNull(outbox.processedAt), lt(outbox.createdAt, leftBehind)))
      .groupBy(outbox.tenantId)
      .orderBy(sql`random()`)
      .limit(MAX_TENANTS),
    pending: await tx
      .select({ tenantId: chunks.tenantId })
      .from(chunks)
      .where(isNull(chunks.embedding))
      .groupBy(chunks.tenantId)
      .orderBy(sql`random()`)
      .limit(MAX_TENANTS),
  }));
  for (const { tenantId } of waiting) services.nudgeRelay(tenantId);
  for (const { tenantId } of pending) services.nudgeIndexer(tenantId);
  if (waiting.length + pending.length > 0) {
    services.log.info('swept', { relays: waiting.length, indexers: pending.length });
  }
  return { relays: waiting.length, indexers: pending.length };
}
