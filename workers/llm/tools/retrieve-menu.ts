import { isRestricted } from '../../../contracts/chat-restrictions.ts';
import type { MenuHit, RetrieveMenuInput } from '../../../contracts/chat-tool.ts';
import { ownDietaryProfile } from '../../domain/auth/update-me.ts';
import { withProfile } from '../../domain/catalog/allergen-warnings.ts';
import { marked } from '../../domain/catalog/conflicts.ts';
import type { Ctx } from '../../domain/context.ts';
import { foodsRefusedIn } from '../../domain/query/foods.ts';
import { understandQuery } from '../../domain/query/understand-query.ts';
import { searchProducts } from '../../rag/search-products.ts';
import { defineTool } from './agent-tool.ts';
import { unsafeAmong, withRestrictions } from './mind-restrictions.ts';

/** How much of a menu one answer may bring into a prompt, in characters of JSON. */
const MAX_CHARACTERS = 24_000;
const MAX_DESCRIPTION_CHARACTERS = 400;
const MAX_NOT_SAFE = 5;

/** Searches the tenant's own menu. Its texts are marked untrusted: the shop's words, never instructions. */
export const retrieveMenu = defineTool('retrieve_menu', async ({ ctx, conversationId, restrictions }, input) => {
  // A conversation began with the profile, and its person may have said otherwise since.
  const profile = conversationId === null ? await ownDietaryProfile(ctx) : null;
  const minded = { ...input, ...withProfile(withRestrictions(input, restrictions), profile) };
  // A refusal that was not understood may be in any dish; a food without a code is in the dishes that mention it.
  const harmful = restrictions.not_understood.length > 0 ? undefined : foodsRefusedIn(restrictions.harmful);
  const refused = { foods: restrictions.foods, harmful };
  const { hits: found, understood } = await searchProducts({ ctx, input: minded, refused });
  const inDoubt = [...restrictions.unconfirmed, ...understood.unconfirmed];
  const hits = harmful === undefined ? [] : withinBounds(found.map((hit) => marked(hit, inDoubt)));
  if (!isRestricted(restrictions)) return { untrusted: true as const, hits, understood };
  const not_safe = unsafeAmong(await foundWhatever(ctx, input), restrictions);
  const isOffered = (sku: string) => hits.some((hit) => hit.sku === sku);
  return { untrusted: true as const, hits, understood, not_safe: not_safe.filter(({ sku }) => !isOffered(sku)) };
});

/** Searches by the words alone, without refusals, so that the answer can say why a requested dish is not offered. */
async function foundWhatever(ctx: Ctx, input: RetrieveMenuInput): Promise<MenuHit[]> {
  const { query } = understandQuery(input.query);
  if (query === '') return [];
  const whatever = { ...input, query, exclude_allergens: [], diets: [], limit: MAX_NOT_SAFE };
  return (await searchProducts({ ctx, input: whatever })).hits;
}

/**
 * Returns the best hits that fit, with long descriptions truncated. The first is always included, because every field
 * has a limit.
 */
export function withinBounds(hits: readonly MenuHit[]): MenuHit[] {
  let characters = 0;
  const fitting: MenuHit[] = [];
  for (const hit of hits) {
    const short = { ...hit, description: hit.description?.slice(0, MAX_DESCRIPTION_CHARACTERS) ?? null };
    characters += JSON.stringify(short).length;
    if (characters > MAX_CHARACTERS && fitting.length > 0) break;
    fitting.push(short);
  }
  return fitting;
}
