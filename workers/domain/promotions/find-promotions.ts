import { and, eq, inArray } from 'drizzle-orm';
import { promotions } from '../../../schema/tables/catalog.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { UnitOfWork } from '../context.ts';
import type { PromotionRow } from './promotion-view.ts';

/** @throws {ProblemError} `invalid_promotion` naming each code that the tenant does not have. */
export async function findPromotionsByCode(unit: UnitOfWork, codes: readonly string[]): Promise<PromotionRow[]> {
  const distinct = [...new Set(codes)];
  if (distinct.length === 0) return [];
  const rows = await unit.tx
    .select()
    .from(promotions)
    .where(and(eq(promotions.tenantId, unit.tenantId), inArray(promotions.code, distinct)));
  const unknown = distinct.filter((code) => !rows.some((row) => row.code === code));
  if (unknown.length > 0) {
    throw new ProblemError('invalid_promotion', `There is no promotion ${unknown.join(', ')}.`, {
      errors: unknown.map((code) => ({ path: 'promo_codes', message: `${code} does not exist` })),
    });
  }
  return rows;
}

/** The tenant's promotions that are switched on: candidates for the best one. */
export async function findActivePromotions(unit: UnitOfWork): Promise<PromotionRow[]> {
  return await unit.tx
    .select()
    .from(promotions)
    .where(and(eq(promotions.tenantId, unit.tenantId), eq(promotions.isActive, true)))
    .limit(200);
}
