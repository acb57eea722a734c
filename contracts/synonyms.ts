import { z } from 'zod';
import { wordsIn } from './fold.ts';
import { line, Timestamp } from './text.ts';

const MAX_SYNONYMS = 200;
const MAX_OF_ONE = 10;

/** A phrase of symbols alone has no word to match. */
const Phrase = line(64)
  .refine((phrase) => wordsIn(phrase).length > 0, 'needs a letter or a digit')
  .meta({ example: 'aubergine' });

export const Synonym = z
  .strictObject({
    term: Phrase,
    synonyms: z.array(Phrase).min(1).max(MAX_OF_ONE),
    one_way: z.boolean().default(false).meta({
      description:
        'True: a search for the term also finds the synonyms, as “cheese” finds “pecorino”, and a search for a synonym does not find the term',
    }),
  })
  .meta({ id: 'Synonym' });
export type Synonym = z.infer<typeof Synonym>;

/** Replaces all synonyms of a tenant. Their order has no meaning. */
export const PutSynonyms = z.strictObject({ synonyms: z.array(Synonym).max(MAX_SYNONYMS) }).meta({ id: 'PutSynonyms' });
export type PutSynonyms = z.infer<typeof PutSynonyms>;

export const Synonyms = z
  .object({
    synonyms: z.array(Synonym),
    updated_at: Timestamp.nullable().meta({ description: 'Null: never changed' }),
  })
  .meta({ id: 'Synonyms' });
export type Synonyms = z.infer<typeof Synonyms>;
