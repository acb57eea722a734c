import { type SQL, sql } from 'drizzle-orm';
import { StaleReadError } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { UnitOfWork } from '../context.ts';

/** The user and the promotions of an order. */
interface Uses {
  userId: string;
  promotionIds: readonly string[];
}

/** Counts the uses within their limits, and selects how many it counted (migration 0053). */
export const countedUses = ({ userId, promotionIds }: Uses): SQL =>
  sql`count_promotion_uses(${userId}, ${sql.param(promotionIds)}::uuid[])`;

/**
 * Selects how many of the promotions the user may still use. `countedUses` has the same conditions.
 * @param of.ids An array of UUIDs.
 */
export const usablePromotions = ({ tenantId }: UnitOfWork, { userId, ids }: { userId: string; ids: SQL }): SQL => sql`(
  SELECT count(*) FROM promotions AS p
  LEFT JOIN promotion_uses AS u ON u.tenant_id = ${tenantId} AND u.promotion_id = p.id AND u.user_id = ${userId}
  WHERE p.tenant_id = ${tenantId} AND p.id = ANY (${ids}) AND p.is_active
    AND p.deleted_at IS NULL AND (p.usage_limit IS NULL OR p.times_used < p.usage_limit)
    AND (p.per_customer_limit IS NULL OR coalesce(u.times_used, 0) < p.per_customer_limit))`;

/** The refusal of a promotion that cannot be counted. */
export const usedUp = (cause?: unknown): ProblemError =>
  new ProblemError('invalid_promotion', 'A promotion of this order is exhausted or inactive. Order without it.', {
    errors: [{ path: 'promo_codes', message: 'is used up or switched off' }],
    cause,
  });

/** Returns the uses of an order, once: the caller has locked the order's row. */
export async function returnPromotions(unit: UnitOfWork, { userId, promotionIds }: Uses): Promise<void> {
  if (promotionIds.length === 0) return;
  // Locked in the order of their ids, so that two orders never deadlock.
  await unit.tx.execute(sql`
    WITH locked AS (
      SELECT id FROM promotions WHERE tenant_id = ${unit.tenantId} AND id = ANY (${sql.param(promotionIds)}::uuid[])
      ORDER BY id FOR NO KEY UPDATE
    ), returned AS (
      UPDATE promotions AS p SET times_used = p.times_used - 1 FROM locked
      WHERE p.tenant_id = ${unit.tenantId} AND p.id = locked.id AND p.times_used > 0
      RETURNING p.id
    )
    UPDATE promotion_uses AS u SET times_used = u.times_used - 1 FROM returned
    WHERE u.tenant_id = ${unit.tenantId} AND u.user_id = ${userId} AND u.promotion_id = returned.id
      AND u.times_used > 0`);
}

/**
 * Returns unneeded uses and counts new ones.
 * @throws {ProblemError} `invalid_promotion` when one cannot be counted.
 */
export async function exchangePromotions(
  unit: UnitOfWork,
  userId: string,
  { before, after }: { before: readonly string[]; after: readonly string[] },
): Promise<void> {
  const returned = before.filter((id) => !after.includes(id));
  const taken = after.filter((id) => !before.includes(id));
  if (returned.length > 0 && taken.length > 0) {
    // Locks all of them first, in the order of their ids, because two statements follow.
    await unit.tx.execute(sql`
      SELECT id FROM promotions
      WHERE tenant_id = ${unit.tenantId} AND id = ANY (${sql.param([...returned, ...taken])}::uuid[])
      ORDER BY id FOR NO KEY UPDATE`);
  }
  await returnPromotions(unit, { userId, promotionIds: returned });
  if (taken.length === 0) return;
  const { rows } = await unit.tx.execute<{ counted: number }>(
    sql`SELECT ${countedUses({ userId, promotionIds: taken })} AS counted`,
  );
  if (Number(rows[0]?.counted) < taken.length) {
    throw usedUp(new StaleReadError('another order took the last use of a promotion'));
  }
}
