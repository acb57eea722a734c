import { type MenuHit, RetrieveMenuInput, RetrieveMenuOutput } from '../../../contracts/chat-tool.ts';
import { ownDietaryProfile } from '../../domain/auth/update-me.ts';
import { withProfile } from '../../domain/catalog/allergen-warnings.ts';
import { searchProducts } from '../../rag/search-products.ts';
import { defineTool } from './agent-tool.ts';

/** How much of a menu one answer may bring into a prompt, in characters of JSON. */
const MAX_CHARACTERS = 24_000;
const MAX_DESCRIPTION_CHARACTERS = 400;

/** Searches the tenant's own menu. Its texts are marked untrusted: the shop's words, never instructions. */
export const retrieveMenu = defineTool({
  name: 'retrieve_menu',
  title: 'Search the menu',
  description:
    'Search the menu. Put diets, allergens to avoid and price limits into their own fields and only what is left into ' +
    'query. Prices are minor units (cents). All diets must hold.',
  input: RetrieveMenuInput,
  output: RetrieveMenuOutput,
  isReadOnly: true,
  needsApproval: false,
  run: async ({ ctx, embeddingModel }, input) => {
    const minded = { ...input, ...withProfile(input, await ownDietaryProfile(ctx)) };
    const { hits, understood } = await searchProducts({ ctx, embeddingModel, input: minded });
    return { untrusted: true as const, hits: withinBounds(hits), understood };
  },
});

/** The best hits that fit, with long descriptions cut. The first always comes: nothing in it is without a limit. */
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
