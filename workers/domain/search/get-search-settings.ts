import { eq } from 'drizzle-orm';
import type { SearchSettings } from '../../../contracts/search-settings.ts';
import { searchSettings } from '../../../schema/tables/search.ts';
import { authorise, type Ctx, read } from '../context.ts';

/** As `search_language` in schema/migrations. */
export const DEFAULT_LANGUAGE = 'en';

/** The language in which the tenant's texts are searched. */
export async function getSearchSettings({ ctx }: { ctx: Ctx }): Promise<SearchSettings> {
  authorise(ctx, 'product:write');
  const { tenantId } = ctx.principal;
  const [row] = await read(ctx, ({ tx }) =>
    tx.select().from(searchSettings).where(eq(searchSettings.tenantId, tenantId)),
  );
  return { language: row?.language ?? DEFAULT_LANGUAGE, updated_at: row?.updatedAt.toISOString() ?? null };
}
