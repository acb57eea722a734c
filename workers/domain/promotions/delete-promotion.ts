import { sql } from 'drizzle-orm';
import { promotions } from '../../../schema/tables/catalog.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import type { IfVersion } from '../require-version.ts';
import { isLivePromotion, lockPromotion } from './find-promotion.ts';

/** Soft: orders keep naming it, its code is free again, and it applies to nothing any more. */
export async function deletePromotion({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; ifVersion?: IfVersion };
}): Promise<void> {
  authorise(ctx, 'promotion:write');
  await inTransaction(ctx, async (unit) => {
    await lockPromotion(unit, input);
    const now = ctx.clock.now();
    await unit.tx
      .update(promotions)
      .set({ deletedAt: now, updatedAt: now, version: sql`${promotions.version} + 1` })
      .where(isLivePromotion(unit.tenantId, input.id));
    recordAudit(ctx, unit, { action: 'promotion.deleted', resourceType: 'promotion', resourceId: input.id });
  });
}
