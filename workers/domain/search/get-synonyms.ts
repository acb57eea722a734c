import { eq } from 'drizzle-orm';
import type { Synonyms } from '../../../contracts/synonyms.ts';
import { searchSettings } from '../../../schema/tables/search.ts';
import { authorise, type Ctx, read } from '../context.ts';

/** Returns the tenant's search synonyms. */
export async function getSynonyms({ ctx }: { ctx: Ctx }): Promise<Synonyms> {
  authorise(ctx, 'search:tune');
  const { tenantId } = ctx.principal;
  const [row] = await read(ctx, ({ tx }) =>
    tx.select().from(searchSettings).where(eq(searchSettings.tenantId, tenantId)),
  );
  return { synonyms: row?.synonyms ?? [], updated_at: row?.synonymsUpdatedAt?.toISOString() ?? null };
}
