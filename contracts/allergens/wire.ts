import { z } from 'zod';
import { DietCode, resolveDiet } from '../diets.ts';
import { line } from '../text.ts';
import { AllergenCode, inOrder } from './codes.ts';
import { resolveAllergen } from './resolve.ts';

const MAX_WORD = 80;
const MAX_WORDS = 30;

/** A list of words that become codes. An unknown word is an issue at its index, with the nearest names. */
function codesOf<Code>(resolve: (word: string) => { codes: Code[] } | { nearest: string[] }, kind: string) {
  return z
    .array(line(MAX_WORD))
    .max(MAX_WORDS)
    .transform((words, context): Code[] =>
      words.flatMap((word, index) => {
        const resolved = resolve(word);
        if ('codes' in resolved) return resolved.codes;
        const message = `“${word}” is not ${kind} that is known here. Nearest: ${resolved.nearest.join(', ')}`;
        context.addIssue({ code: 'custom', path: [index], message });
        return [];
      }),
    );
}

const allergensAs = (as: 'declared' | 'refused') =>
  codesOf((word) => {
    const resolved = resolveAllergen(word, as);
    return resolved.isKnown ? { codes: resolved.codes } : { nearest: resolved.nearest };
  }, 'an allergen').transform(inOrder);

/** A shop's declaration: codes or names in, codes out. */
const DeclaredAllergens = allergensAs('declared').meta({ example: ['milk'] });

/** A person's refusals: codes or names in, codes out. */
export const RefusedAllergens = allergensAs('refused').meta({ example: ['milk', 'hazelnuts'] });

export const Diets = codesOf((word) => {
  const resolved = resolveDiet(word);
  return resolved.isKnown ? { codes: [resolved.diet] } : { nearest: resolved.nearest };
}, 'a diet')
  .transform((diets) => [...new Set(diets)])
  .meta({ example: ['vegetarian', 'gluten-free'] });

/** The declaration as a shop writes it. */
export const declaredFields = {
  allergens: DeclaredAllergens.nullable().meta({
    description:
      'Allergens that the product contains. `[]`: none. null: not declared, so the product is never offered as safe',
  }),
  may_contain: DeclaredAllergens.meta({ description: 'Allergens of which the product may contain traces' }),
  free_of: DeclaredAllergens.meta({
    description: 'Allergens that the product is declared free of. Also valid when `allergens` is null',
  }),
  dietary: Diets,
};

/** The declaration as it is read: codes alone. */
export const declarationFields = {
  allergens: z.array(AllergenCode).nullable(),
  may_contain: z.array(AllergenCode),
  free_of: z.array(AllergenCode),
  dietary: z.array(DietCode),
};
