import { and, eq, isNull } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { Promotion } from '../../../contracts/promotion.ts';
import { promotions } from '../../../schema/tables/catalog.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { promotionView } from './promotion-view.ts';

/** A page of the tenant's promotions, newest first. */
export async function listPromotions({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined };
}): Promise<Page<Promotion>> {
  authorise(ctx, 'promotion:read');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, promotions.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(promotions)
        .where(and(eq(promotions.tenantId, tenantId), isNull(promotions.deletedAt), newest.isBehind)),
    ),
  );
  return newest.page(rows, promotionView);
}
