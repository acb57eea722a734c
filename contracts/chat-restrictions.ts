import { z } from 'zod';
import { AllergenCode } from './allergens/codes.ts';
import { Diets, RefusedAllergens } from './allergens/wire.ts';
import { DietCode } from './diets.ts';
import { line } from './text.ts';

const [MAX_FOODS, MAX_NOT_UNDERSTOOD] = [10, 10];

/** The restrictions of a conversation's person: everything that it offers and prices is checked against them. */
export const Restrictions = z
  .object({
    exclude_allergens: z.array(AllergenCode),
    unconfirmed: z.array(AllergenCode).default([]).meta({
      description:
        'Allergens that the person named in words which were not understood, or that a food has which they do not want (“no cheese”): what conflicts is shown with its conflicts, and quotes warn',
    }),
    diets: z.array(DietCode),
    foods: z.array(z.string()).default([]).meta({
      description:
        'Foods that the person does not eat and no code stands for, such as pork or alcohol: what mentions one is left out',
    }),
    harmful: z.array(z.string()).default([]).meta({
      description:
        'Foods that harm the person and no code stands for, such as tomatoes, in their words: what mentions one is left out, and no other product is called safe',
    }),
    not_understood: z.array(z.string()).meta({
      description: 'Allergies in words that are no known allergen. No product is then called safe',
    }),
  })
  .meta({
    id: 'Restrictions',
    example: {
      exclude_allergens: ['milk'],
      unconfirmed: [],
      diets: ['vegetarian'],
      foods: ['alcohol'],
      harmful: [],
      not_understood: [],
    },
  });
export type Restrictions = z.infer<typeof Restrictions>;

export const SetRestrictions = z
  .strictObject({
    exclude_allergens: RefusedAllergens.default([]),
    unconfirmed: RefusedAllergens.default([]),
    diets: Diets.default([]),
    foods: z.array(line(40)).max(MAX_FOODS).default([]),
    harmful: z.array(line(80)).max(MAX_NOT_UNDERSTOOD).default([]),
    not_understood: z.array(line(80)).max(MAX_NOT_UNDERSTOOD).default([]),
  })
  .meta({ id: 'SetRestrictions', example: { exclude_allergens: ['milk', 'hazelnuts'], diets: ['vegetarian'] } });
export type SetRestrictions = z.infer<typeof SetRestrictions>;

export const NO_RESTRICTIONS: Restrictions = {
  exclude_allergens: [],
  unconfirmed: [],
  diets: [],
  foods: [],
  harmful: [],
  not_understood: [],
};

export const isRestricted = (restrictions: Restrictions): boolean =>
  Object.values(restrictions).some((refused) => refused.length > 0);
