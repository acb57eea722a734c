import { z } from 'zod';
import { MenuHit, RetrieveMenuInput } from './chat-tool.ts';
import { KnowledgeHit, KnowledgeQuery } from './knowledge.ts';
import { Understood } from './understood.ts';

export const SearchRequest = z
  .strictObject({
    query: KnowledgeQuery,
    kinds: z
      .array(z.enum(['product', 'document']))
      .min(1)
      .max(2)
      .default(['product', 'document'])
      .transform((kinds) => [...new Set(kinds)]),
    filters: RetrieveMenuInput.pick({
      category: true,
      diets: true,
      exclude_allergens: true,
      contains_allergens: true,
      min_price: true,
      max_price: true,
      available: true,
    })
      .prefault({})
      .meta({ description: 'Conditions on products. Documents have none' }),
    limit: z.int().min(1).max(50).default(10),
  })
  .meta({ id: 'SearchRequest' });
export type SearchRequest = z.infer<typeof SearchRequest>;

export const SearchHit = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('product'), ...MenuHit.shape }),
    z.object({ kind: z.literal('document'), ...KnowledgeHit.shape }),
  ])
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchResults = z
  .object({ data: z.array(SearchHit).meta({ description: 'Best match first' }), understood: Understood })
  .meta({ id: 'SearchResults' });
export type SearchResults = z.infer<typeof SearchResults>;
