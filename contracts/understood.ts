import { z } from 'zod';
import { AllergenCode } from './allergens/codes.ts';
import { DietCode } from './diets.ts';

const SpokenPrice = z
  .object({
    amount: z
      .string()
      .meta({ example: '12.50', description: 'The amount as the person wrote it, in whole units of the currency' }),
    currencies: z.array(z.string()).meta({
      example: ['EUR'],
      description: 'Currencies that the words may mean. Empty: the currency of each product',
    }),
  })
  .nullable();

/** The conditions that a search found in the words of its query. */
export const Understood = z
  .object({
    allergies: z
      .array(AllergenCode)
      .meta({ description: 'Only products that are declared safe for these allergens were returned' }),
    refused: z.array(z.string()).meta({
      description:
        'Allergens, foods and words to exclude: products that declare or mention one of them are not returned',
    }),
    diets: z.array(DietCode),
    contains: z
      .array(AllergenCode)
      .meta({ description: 'Only products that declare one of these allergens were returned' }),
    unconfirmed: z.array(AllergenCode).meta({
      description:
        'Allergens named next to words that were not understood, so the person may refuse them. Products that conflict are returned with `conflicts`',
    }),
    min_price: SpokenPrice,
    max_price: SpokenPrice,
    not_understood: z.array(z.string()).meta({
      description:
        'Refused words that are not known, and words about an allergen that were not understood. Tell the person, and ask. If an unknown allergy is among them, nothing is returned',
    }),
  })
  .meta({ id: 'Understood' });
export type Understood = z.infer<typeof Understood>;
