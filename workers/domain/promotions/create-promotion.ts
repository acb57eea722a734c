import type { CreatePromotion, Promotion } from '../../../contracts/promotion.ts';
import { promotions } from '../../../schema/tables/catalog.ts';
import { newId } from '../../platform/ids.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { codeTaken, promotionColumns } from './promotion-columns.ts';
import { promotionView } from './promotion-view.ts';

/** @throws {ProblemError} `already_exists` when the code is taken. */
export async function createPromotion({ ctx, input }: { ctx: Ctx; input: CreatePromotion }): Promise<Promotion> {
  authorise(ctx, 'promotion:write');
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    const { tx, tenantId } = unit;
    const [row] = await tx
      .insert(promotions)
      .values({ ...promotionColumns(input), id: newId(), tenantId, createdAt: now, updatedAt: now })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    recordAudit(ctx, unit, { action: 'promotion.created', resourceType: 'promotion', resourceId: row.id });
    return promotionView(row);
  }).catch((error: unknown) => {
    throw codeTaken(error, input.code);
  });
}
