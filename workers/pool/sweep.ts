import { and, inArray, isNull, lt, sql } from 'drizzle-orm';
import { outbox } from '../../schema/tables/delivery.ts';
import { jobs } from '../../schema/tables/jobs.ts';
import { chunks } from '../../schema/tables/search.ts';
import { revocations } from '../../schema/tables/tenants.ts';
import type { Services } from '../domain/context.ts';
import { pruneOutbox } from '../domain/outbox/prune-outbox.ts';
import { pruneExpired } from '../domain/retention/prune-expired.ts';

const MAX_TENANTS = 200;
const LEFT_BEHIND_AFTER_MS = 5_000;
/** A running job updates its row about once a second. A second message does a slow job no harm. */
const STALLED_AFTER_MS = 10_000;

/**
 * Finds what lost nudges left behind: tenants with undelivered events, with channels to close or with chunks to embed,
 * and jobs without progress. Bounded, and random beyond the bound, so that no tenant starves. Deletes outbox rows that
 * were delivered long ago, and expired rows.
 */
export async function sweep(
  services: Pick<
    Services,
    'db' | 'clock' | 'log' | 'metrics' | 'nudgeRelay' | 'nudgeRevocations' | 'nudgeIndexer' | 'nudgeJob'
  >,
): Promise<{ relays: number; revocations: number; indexers: number; jobs: number; pruned: number; expired: number }> {
  const nowMs = services.clock.now().getTime();
  const leftBehind = new Date(nowMs - LEFT_BEHIND_AFTER_MS);
  const stalledSince = new Date(nowMs - STALLED_AFTER_MS);
  const { waiting, revoked, pending, stalled } = await services.db.transaction('system', async (tx) => ({
    waiting: await tx
      .select({ tenantId: outbox.tenantId })
      .from(outbox)
      .where(and(isNull(outbox.processedAt), lt(outbox.createdAt, leftBehind)))
      .groupBy(outbox.tenantId)
      .orderBy(sql`random()`)
      .limit(MAX_TENANTS),
    revoked: await tx
      .select({ tenantId: revocations.tenantId })
      .from(revocations)
      .where(lt(revocations.createdAt, leftBehind))
      .groupBy(revocations.tenantId)
      .orderBy(sql`random()`)
      .limit(MAX_TENANTS),
    pending: await tx
      .select({ tenantId: chunks.tenantId })
      .from(chunks)
      .where(isNull(chunks.embeddedWith))
      .groupBy(chunks.tenantId)
      .orderBy(sql`random()`)
      .limit(MAX_TENANTS),
    stalled: await tx
      .select({ tenantId: jobs.tenantId, id: jobs.id })
      .from(jobs)
      .where(and(inArray(jobs.status, ['queued', 'running']), lt(jobs.updatedAt, stalledSince)))
      .orderBy(sql`random()`)
      .limit(MAX_TENANTS),
  }));
  for (const { tenantId } of waiting) services.nudgeRelay(tenantId);
  for (const { tenantId } of revoked) services.nudgeRevocations(tenantId);
  for (const { tenantId } of pending) services.nudgeIndexer(tenantId);
  for (const { tenantId, id } of stalled) services.nudgeJob(tenantId, id);
  services.metrics.gauge('ragline_left_behind', waiting.length, { kind: 'events' });
  services.metrics.gauge('ragline_left_behind', revoked.length, { kind: 'revocations' });
  services.metrics.gauge('ragline_left_behind', pending.length, { kind: 'chunks' });
  services.metrics.gauge('ragline_left_behind', stalled.length, { kind: 'jobs' });
  const pruned = await pruneOutbox(services);
  const expired = Object.values(await pruneExpired(services)).reduce((sum, count) => sum + count, 0);
  const swept = {
    ...{ relays: waiting.length, revocations: revoked.length, indexers: pending.length, jobs: stalled.length },
    ...{ pruned, expired },
  };
  if (Object.values(swept).some((count) => count > 0)) services.log.info('swept', swept);
  return swept;
}
