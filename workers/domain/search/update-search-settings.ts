import type { SearchSettings, UpdateSearchSettings } from '../../../contracts/search-settings.ts';
import { searchSettings } from '../../../schema/tables/search.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';

/** Sets the language in which the tenant's texts are searched. The indexer soon rewrites their stems. */
export async function updateSearchSettings({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: UpdateSearchSettings;
}): Promise<SearchSettings> {
  authorise(ctx, 'product:write');
  const { language } = input;
  const updatedAt = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    await unit.tx
      .insert(searchSettings)
      .values({ tenantId: unit.tenantId, language, updatedAt })
      .onConflictDoUpdate({ target: [searchSettings.tenantId], set: { language, updatedAt } });
    recordAudit(ctx, unit, {
      action: 'search_settings.updated',
      resourceType: 'search_settings',
      resourceId: unit.tenantId,
      details: { language },
    });
    unit.afterCommit(() => ctx.nudgeIndexer(unit.tenantId));
    return { language, updated_at: updatedAt.toISOString() };
  });
}
