import { and, eq, inArray } from 'drizzle-orm';
import { wordsIn } from '../../../contracts/fold.ts';
import type { PutSynonyms, Synonyms } from '../../../contracts/synonyms.ts';
import { searchMisses, searchSettings } from '../../../schema/tables/search.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';

/** Replaces the tenant's search synonyms. The next search uses them. */
export async function putSynonyms({ ctx, input }: { ctx: Ctx; input: PutSynonyms }): Promise<Synonyms> {
  authorise(ctx, 'search:tune');
  const { synonyms } = input;
  const now = ctx.clock.now();
  return await inTransaction(ctx, async (unit) => {
    await unit.tx
      .insert(searchSettings)
      .values({ tenantId: unit.tenantId, updatedAt: now, synonyms, synonymsUpdatedAt: now })
      .onConflictDoUpdate({ target: [searchSettings.tenantId], set: { synonyms, synonymsUpdatedAt: now } });
    // Words with a new synonym find something, so they are removed from the misses.
    const known = synonyms.flatMap((synonym) => [synonym.term, ...synonym.synonyms]).map(folded);
    await unit.tx
      .delete(searchMisses)
      .where(and(eq(searchMisses.tenantId, unit.tenantId), inArray(searchMisses.query, known)));
    recordAudit(ctx, unit, {
      action: 'search_settings.synonyms_replaced',
      resourceType: 'search_settings',
      resourceId: unit.tenantId,
      details: { synonyms: synonyms.length },
    });
    return { synonyms, updated_at: now.toISOString() };
  });
}

const folded = (phrase: string): string =>
  wordsIn(phrase)
    .map(({ word }) => word)
    .join(' ');
