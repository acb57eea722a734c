import { z } from 'zod';
import { AllergenCode } from './allergens/codes.ts';
import { Diets, RefusedAllergens } from './allergens/wire.ts';
import { DietCode } from './diets.ts';

/** The standing refusals of a customer. Searches, quotes and orders of the account add them. */
export const DietaryProfile = z
  .object({ allergens: z.array(AllergenCode), diets: z.array(DietCode) })
  .meta({ id: 'DietaryProfile', example: { allergens: ['milk'], diets: ['vegetarian'] } });
export type DietaryProfile = z.infer<typeof DietaryProfile>;

export const UpdateMe = z
  .strictObject({
    dietary_profile: z
      .strictObject({ allergens: RefusedAllergens.default([]), diets: Diets.default([]) })
      .nullable()
      .meta({ description: 'Codes or names. null deletes it' }),
  })
  .meta({ id: 'UpdateMe', example: { dietary_profile: { allergens: ['nuts'], diets: [] } } });
export type UpdateMe = z.infer<typeof UpdateMe>;
