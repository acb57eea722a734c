import { and, asc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import { deadLetters, type StoredFailure } from '../../schema/tables/delivery.ts';
import type { Services } from '../domain/context.ts';
import { mirrorDeadLetters } from './mirror-dead-letters.ts';
import type { PoolDeps } from './pool-deps.ts';

const DAY_MS = 24 * 60 * 60_000;
const KEEP_MS = 30 * DAY_MS;
/** A replay is lost after this long. Retries take nine minutes at most, and waiting in the queue some more. */
const LOST_AFTER_MS = 30 * 60_000;
/** Newer failures may still be on their way to Redis. */
const UNMIRRORED_AFTER_MS = 10_000;
/** The most rows of each kind in one sweep. The next sweep continues. */
const MAX_ROWS = 500;
const MAX_MIRRORED = 100;

const LOST = 'The replay was lost: for half an hour neither success nor failure came back.';

/**
 * Deletes dead letters 30 days after their last change, reopens those whose replay was lost, and copies to Redis those
 * that it has not taken.
 */
export async function sweepDeadLetters(
  deps: PoolDeps,
): Promise<{ pruned: number; reopened: number; unmirrored: number }> {
  const { services } = deps;
  const nowMs = services.clock.now().getTime();
  const found = await services.db.transaction('system', async (tx) => {
    const ids = { id: deadLetters.id, tenantId: deadLetters.tenantId };
    const old = lt(deadLetters.updatedAt, new Date(nowMs - KEEP_MS));
    const lost = lt(deadLetters.replayedAt, new Date(nowMs - LOST_AFTER_MS));
    const unmirrored = lt(deadLetters.updatedAt, new Date(nowMs - UNMIRRORED_AFTER_MS));
    return {
      old: await tx.select(ids).from(deadLetters).where(old).orderBy(asc(deadLetters.updatedAt)).limit(MAX_ROWS),
      lost: await tx
        .select(ids)
        .from(deadLetters)
        .where(and(eq(deadLetters.status, 'replaying'), lost))
        .limit(MAX_ROWS),
      unmirrored: await tx
        .select(ids)
        .from(deadLetters)
        .where(and(isNull(deadLetters.mirroredAt), unmirrored))
        .orderBy(asc(deadLetters.updatedAt))
        .limit(MAX_MIRRORED),
    };
  });
  for (const [tenantId, ids] of byTenant(found.old)) await prune(services, tenantId, ids, new Date(nowMs - KEEP_MS));
  for (const [tenantId, ids] of byTenant(found.lost)) await reopen(services, tenantId, ids);
  try {
    for (const [tenantId, ids] of byTenant(found.unmirrored)) await mirrorDeadLetters(deps, tenantId, ids);
  } catch (error) {
    services.log.warn('dead_letters_not_mirrored', { error });
  }
  const swept = { pruned: found.old.length, reopened: found.lost.length, unmirrored: found.unmirrored.length };
  if (swept.pruned + swept.reopened + swept.unmirrored > 0) services.log.info('dead_letters_swept', swept);
  return swept;
}

type Found = { id: string; tenantId: string };

function byTenant(rows: readonly Found[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { id, tenantId } of rows) ids.set(tenantId, [...(ids.get(tenantId) ?? []), id]);
  return ids;
}

/** A row that has changed meanwhile is kept. */
async function prune(services: Services, tenantId: string, ids: string[], before: Date): Promise<void> {
  await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx
      .delete(deadLetters)
      .where(and(eq(deadLetters.tenantId, tenantId), inArray(deadLetters.id, ids), lt(deadLetters.updatedAt, before))),
  );
}

async function reopen(services: Services, tenantId: string, ids: string[]): Promise<void> {
  const now = services.clock.now();
  const failure: StoredFailure = {
    at: now.toISOString(),
    error: LOST,
    attempts: 0,
    delivery: `lost ${now.toISOString()}`,
  };
  await services.db.transaction({ systemWorkIn: tenantId }, (tx) =>
    tx
      .update(deadLetters)
      .set({
        status: 'open',
        history: sql`${deadLetters.history} || ${JSON.stringify([failure])}::jsonb`,
        updatedAt: now,
      })
      .where(
        and(eq(deadLetters.tenantId, tenantId), inArray(deadLetters.id, ids), eq(deadLetters.status, 'replaying')),
      ),
  );
}
