import { z } from 'zod';
import { Timestamp } from './text.ts';

const SearchMiss = z
  .object({
    query: z.string().meta({ example: 'aubergine', description: 'The words, in lower case and without accents' }),
    searches: z.int().meta({ description: 'How often it was searched for, by at least three people' }),
    last_searched_at: Timestamp,
  })
  .meta({ id: 'SearchMiss' });

export const SearchMisses = z
  .object({ data: z.array(SearchMiss).meta({ description: 'Most frequent first, at most 100' }) })
  .meta({ id: 'SearchMisses' });
export type SearchMisses = z.infer<typeof SearchMisses>;
