import { and, desc, eq, gt, isNotNull } from 'drizzle-orm';
import type { SearchMisses } from '../../../contracts/search-misses.ts';
import { searchMisses } from '../../../schema/tables/search.ts';
import { authorise, type Ctx, read } from '../context.ts';

const SHOWN = 100;

/** Searches of several people that found nothing, the most frequent first. */
export async function listMisses({ ctx }: { ctx: Ctx }): Promise<SearchMisses> {
  authorise(ctx, 'search:tune');
  const { tenantId } = ctx.principal;
  const rows = await read(ctx, ({ tx }) =>
    tx
      .select()
      .from(searchMisses)
      .where(
        and(
          eq(searchMisses.tenantId, tenantId),
          isNotNull(searchMisses.query),
          gt(searchMisses.expiresAt, ctx.clock.now()),
        ),
      )
      .orderBy(desc(searchMisses.searches), desc(searchMisses.searchedAt))
      .limit(SHOWN),
  );
  return {
    data: rows.flatMap(({ query, searches, searchedAt }) =>
      query === null ? [] : [{ query, searches, last_searched_at: searchedAt.toISOString() }],
    ),
  };
}
