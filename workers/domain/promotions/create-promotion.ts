import type { CreatePromotion, Promotion } from '../../../contracts/promotion.ts';
import { promotions } from '../../../schema/tables/catalog.ts';
import { newId } from '../../platform/ids.ts';
import { isUniqueViolation } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { promotionView } from './promotion-view.ts';

/** @throws {ProblemError} `already_exists` when the code is taken. */
export async function createPromotion({ ctx, input }: { ctx: Ctx; input: CreatePromotion }): Promise<Promotion> {
  authorise(ctx, 'promotion:write');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const { tx, tenantId } = unit;
    const [row] = await tx
      .insert(promotions)
      .values({
        id: newId(),
        tenantId,
        code: input.code,
        name: input.name,
        kind: input.kind,
        value: input.value,
        currency: input.currency,
        minimumSubtotal: input.minimum_subtotal,
        maxDiscount: input.max_discount,
        usageLimit: input.usage_limit,
        startsAt: toDate(input.starts_at),
        endsAt: toDate(input.ends_at),
        isActive: input.is_active,
        createdAt: now,
        updatedAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    await recordAudit(ctx, unit, { action: 'promotion.created', resourceType: 'promotion', resourceId: row.id });
    return promotionView(row);
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error, 'idx_promotions_tenant_code')) throw error;
    throw new ProblemError('already_exists', `There is a promotion with the code ${input.code} already.`, {
      errors: [{ path: 'code', message: 'is taken' }],
    });
  });
}

const toDate = (timestamp: string | null): Date | null => (timestamp === null ? null : new Date(timestamp));
