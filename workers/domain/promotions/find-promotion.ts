import { and, eq, isNull } from 'drizzle-orm';
import { promotions } from '../../../schema/tables/catalog.ts';
import type { UnitOfWork } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import type { PromotionRow } from './promotion-view.ts';

/** The condition on one live promotion of the tenant. */
export const isLivePromotion = (tenantId: string, id: string) =>
  and(eq(promotions.tenantId, tenantId), eq(promotions.id, id), isNull(promotions.deletedAt));

/** @throws {ProblemError} `not_found`. */
export function orNoPromotion<T>(row: T | undefined): T {
  requireRow(row, 'promotion');
  return row;
}

/**
 * A live promotion, locked until the transaction ends.
 * @throws {ProblemError} `not_found`, or `precondition_failed` when its version is not the one asked for.
 */
export async function lockPromotion(
  unit: UnitOfWork,
  { id, ifVersion }: { id: string; ifVersion?: IfVersion },
): Promise<PromotionRow> {
  const [found] = await unit.tx
    .select()
    .from(promotions)
    .where(isLivePromotion(unit.tenantId, id))
    .for('no key update');
  const row = orNoPromotion(found);
  requireVersion(row, ifVersion);
  return row;
}
