import { sql } from 'drizzle-orm';
import { CreatePromotion, type Promotion, type UpdatePromotion } from '../../../contracts/promotion.ts';
import { promotions } from '../../../schema/tables/catalog.ts';
import { invalidRequest, ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import type { IfVersion } from '../require-version.ts';
import { isLivePromotion, lockPromotion } from './find-promotion.ts';
import { codeTaken, promotionColumns } from './promotion-columns.ts';
import { promotionView } from './promotion-view.ts';

/**
 * Changes some fields; the whole must be a valid promotion afterwards. Quotes that were given keep their price.
 * @param input.ifVersion Change it only while it has this version. Uses are counted without a new version.
 * @throws {ProblemError} `not_found`, `precondition_failed`, `invalid_request`, or `already_exists` for the code.
 */
export async function updatePromotion({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; change: UpdatePromotion; ifVersion?: IfVersion };
}): Promise<Promotion> {
  authorise(ctx, 'promotion:write');
  return await inTransaction(ctx, async (unit) => {
    const current = await lockPromotion(unit, input);
    const {
      id: _id,
      times_used,
      version: _version,
      created_at: _made,
      updated_at: _changed,
      ...fields
    } = promotionView(current);
    const whole = CreatePromotion.safeParse({ ...fields, ...input.change });
    if (!whole.success) throw invalidRequest(whole.error.issues);
    if (whole.data.usage_limit !== null && whole.data.usage_limit < times_used) {
      throw new ProblemError(
        'invalid_request',
        'The promotion was used more often than this usage_limit. Set a higher one, or set is_active to false.',
        {
          errors: [{ path: 'usage_limit', message: `was used ${times_used} times: set is_active to false to end it` }],
        },
      );
    }
    const [row] = await unit.tx
      .update(promotions)
      .set({
        ...promotionColumns(whole.data),
        version: sql`${promotions.version} + 1`,
        updatedAt: ctx.clock.now(),
      })
      .where(isLivePromotion(unit.tenantId, input.id))
      .returning();
    if (row === undefined) throw new Error('a locked promotion vanished');
    const details = { fields: Object.keys(input.change), version: row.version };
    const entry = { action: 'promotion.updated', resourceType: 'promotion', resourceId: row.id, details } as const;
    recordAudit(ctx, unit, entry);
    return promotionView(row);
  }).catch((error: unknown) => {
    throw codeTaken(error, input.change.code);
  });
}
