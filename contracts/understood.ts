import { z } from 'zod';
import { AllergenCode } from './allergens/codes.ts';
import { DietCode } from './diets.ts';

const SpokenPrice = z
  .object({
    amount: z.string().meta({ example: '12.50', description: 'As it was said, in whole units of the currency' }),
    currencies: z
      .array(z.string())
      .meta({ example: ['EUR'], description: 'Which the words may stand for; empty: the currency of each product' }),
  })
  .nullable();

/** What a search read out of the words of its query. */
export const Understood = z
  .object({
    allergies: z.array(AllergenCode).meta({ description: 'Only products that are declared safe for these are found' }),
    refused: z.array(z.string()).meta({
      description: 'Allergens, foods and words: no product is found that declares or mentions one of these',
    }),
    diets: z.array(DietCode),
    contains: z.array(AllergenCode).meta({ description: 'Only products that declare one of these are found' }),
    unconfirmed: z.array(AllergenCode).meta({
      description:
        'Named beside words that were not understood, and so perhaps refused: products that conflict are found with `conflicts`',
    }),
    min_price: SpokenPrice,
    max_price: SpokenPrice,
    not_understood: z.array(z.string()).meta({
      description:
        'What was refused and is not known here, and words about an allergen: say so, and ask. With an unknown allergy among them nothing is found',
    }),
  })
  .meta({ id: 'Understood' });
export type Understood = z.infer<typeof Understood>;
