import type { Promotion } from '../../../contracts/promotion.ts';
import { promotions } from '../../../schema/tables/catalog.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { isLivePromotion, orNoPromotion } from './find-promotion.ts';
import { promotionView } from './promotion-view.ts';

/** Reads a live promotion. @throws {ProblemError} `not_found`. */
export async function getPromotion({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Promotion> {
  authorise(ctx, 'promotion:read');
  const { tenantId } = ctx.principal;
  const [row] = await read(ctx, ({ tx }) => tx.select().from(promotions).where(isLivePromotion(tenantId, input.id)));
  return promotionView(orNoPromotion(row));
}
