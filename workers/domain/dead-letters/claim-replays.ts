import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { ReplayDeadLetters } from '../../../contracts/dead-letter.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { deadLetters } from '../../../schema/tables/delivery.ts';
import { auditRow } from '../audit/record-audit.ts';
import { type Ctx, inTransaction } from '../context.ts';
import type { DeadLetterRow } from './dead-letter-view.ts';

/** Open dead letters of the tenant that fit all that the wish names. */
export const openOnes = (tenantId: string, { ids, queue }: ReplayDeadLetters) =>
  and(
    eq(deadLetters.tenantId, tenantId),
    eq(deadLetters.status, 'open'),
    ids === undefined ? undefined : inArray(deadLetters.id, ids),
    queue === undefined ? undefined : eq(deadLetters.queue, queue),
  );

/**
 * Claims the oldest matching open dead letters for a replay, so that no other request can take them. Each gets an audit
 * row. @param before Only earlier letters are claimed, so that a request does not replay the same message twice.
 */
export async function claimReplays(
  ctx: Ctx,
  wish: ReplayDeadLetters,
  { limit, before }: { limit: number; before: Date },
): Promise<DeadLetterRow[]> {
  return await inTransaction(ctx, async (unit) => {
    const chosen = unit.tx
      .select({ id: deadLetters.id })
      .from(deadLetters)
      .where(and(openOnes(unit.tenantId, wish), lte(deadLetters.updatedAt, before)))
      .orderBy(asc(deadLetters.id))
      .limit(limit)
      .for('update', { skipLocked: true });
    const now = ctx.clock.now();
    const rows = await unit.tx
      .update(deadLetters)
      .set({ status: 'replaying', replays: sql`${deadLetters.replays} + 1`, replayedAt: now, updatedAt: now })
      .where(and(eq(deadLetters.tenantId, unit.tenantId), inArray(deadLetters.id, chosen)))
      .returning();
    const entries = rows.map(({ id, queue, replays }) =>
      auditRow(ctx, {
        action: 'dead_letter.replayed',
        resourceType: 'dead_letter',
        resourceId: id,
        details: { queue, replays },
      }),
    );
    if (entries.length > 0) await unit.tx.insert(auditLog).values(entries);
    return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  });
}
