import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { Promotion } from '../../../contracts/promotion.ts';
import { promotions } from '../../../schema/tables/catalog.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { promotionView } from './promotion-view.ts';

/** A page of the tenant's promotions, newest first. */
export async function listPromotions(args: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined };
}): Promise<Page<Promotion>> {
  const { ctx, input } = args;
  authorise(ctx, 'promotion:read');
  const { tenantId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const rows = await ctx.db.single(scopeOf(ctx), (tx) =>
    tx
      .select()
      .from(promotions)

      .where(
        and(
          eq(promotions.tenantId, tenantId),
          isNull(promotions.deletedAt),
          after === undefined ? undefined : lt(promotions.id, after),
        ),
      )
      .orderBy(desc(promotions.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, promotionView, (row) => encodeCursor('newest', row.id, row.id));
}
