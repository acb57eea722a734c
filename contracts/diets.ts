import { z } from 'zod';
import { type AllergenCode, inOrder } from './allergens/codes.ts';
import { mentionsOf } from './allergens/mentions.ts';
import { nearestNames } from './allergens/nearest.ts';
import { phraseKey } from './allergens/vocabulary.ts';
import { DIET_NAMES } from './diet-names.ts';

export const DIET_CODES = [
  'vegan',
  'vegetarian',
  'lacto-vegetarian',
  'jain',
  'pescatarian',
  'halal',
  'kosher',
  'gluten-free',
  'wheat-free',
  'lactose-free',
  'dairy-free',
  'egg-free',
  'nut-free',
  'peanut-free',
  'soy-free',
  'fish-free',
  'shellfish-free',
  'sesame-free',
  'celery-free',
  'mustard-free',
  'sulphite-free',
  'lupin-free',
  'alcohol-free',
  'sugar-free',
  'pork-free',
  'beef-free',
  'low-carb',
  'low-fat',
  'low-salt',
  'high-protein',
  'keto',
  'paleo',
  'raw',
  'organic',
  'spicy',
] as const;

export const DietCode = z.enum(DIET_CODES).meta({ id: 'DietCode', example: 'vegan' });
export type DietCode = z.infer<typeof DietCode>;

const ANIMALS_OF_THE_WATER = ['fish', 'crustaceans', 'molluscs'] as const;

/** Stricter diets by diet: a vegan dish is also vegetarian. */
const STRICTER: Readonly<Partial<Record<DietCode, readonly DietCode[]>>> = {
  vegetarian: ['vegan', 'lacto-vegetarian', 'jain'],
  'lacto-vegetarian': ['vegan', 'jain'],
  pescatarian: ['vegan', 'lacto-vegetarian', 'jain', 'vegetarian'],
  'pork-free': ['vegan', 'lacto-vegetarian', 'jain', 'vegetarian', 'pescatarian', 'halal', 'kosher'],
  'beef-free': ['vegan', 'lacto-vegetarian', 'jain', 'vegetarian', 'pescatarian'],
};

/** Allergens that a dish of the diet must not declare. Traces are ignored. */
const NEVER_IN: Readonly<Partial<Record<DietCode, readonly AllergenCode[]>>> = {
  vegan: ['milk', 'eggs', ...ANIMALS_OF_THE_WATER],
  'lacto-vegetarian': ['eggs', ...ANIMALS_OF_THE_WATER],
  jain: ['eggs', ...ANIMALS_OF_THE_WATER],
  vegetarian: ANIMALS_OF_THE_WATER,
  kosher: ['crustaceans', 'molluscs'],
};

/** Diets that only refuse allergens. Their dishes must be safe, traces included. */
const REFUSALS: Readonly<Partial<Record<DietCode, readonly AllergenCode[]>>> = {
  'gluten-free': ['gluten'],
  'wheat-free': ['wheat'],
  'lactose-free': ['lactose'],
  'dairy-free': ['milk'],
  'egg-free': ['eggs'],
  'nut-free': ['peanuts', 'tree_nuts'],
  'peanut-free': ['peanuts'],
  'soy-free': ['soybeans'],
  'fish-free': ['fish'],
  'shellfish-free': ['crustaceans', 'molluscs'],
  'sesame-free': ['sesame'],
  'celery-free': ['celery'],
  'mustard-free': ['mustard'],
  'sulphite-free': ['sulphites'],
  'lupin-free': ['lupin'],
};

/** The allergens whose refusal the diet is; undefined for a diet that a shop must have tagged. */
export const refusedBy = (diet: DietCode): readonly AllergenCode[] | undefined => REFUSALS[diet];

/** Returns the tags that make a dish fit the diet; one suffices. */
export const tagsFor = (diet: DietCode): DietCode[] => [diet, ...(STRICTER[diet] ?? [])];

/** Allergens that a dish of the diet must not declare, whatever its tags. */
export const neverIn = (diet: DietCode): readonly AllergenCode[] => NEVER_IN[diet] ?? [];

/**
 * Allergens that tags such as `gluten-free` declare a dish free of. `vegan` is no such tag: it says nothing about
 * traces.
 */
export const freeOfByTags = (tags: readonly DietCode[]): AllergenCode[] =>
  inOrder(tags.flatMap((tag) => REFUSALS[tag] ?? []));

export type ResolvedDiet = { isKnown: true; diet: DietCode } | { isKnown: false; nearest: string[] };

let beginnings: ReadonlySet<string> | undefined;
let byName: ReadonlyMap<string, DietCode> | undefined;

/** Turns the name of a diet, in any of the languages and spellings (`gluten free`, `glutenfrei`), into its code. */
export function resolveDiet(text: string): ResolvedDiet {
  const diet = dietNamed(text);
  if (diet !== undefined) return { isKnown: true, diet };
  const nearest = nearestNames(text, listedDiets());
  return { isKnown: false, nearest: nearest.length > 0 ? nearest : [...DIET_CODES] };
}

/** The diet that a whole text names; undefined when it names none. */
export function dietNamed(text: string): DietCode | undefined {
  byName ??= new Map([...listedDiets()].map(({ name, code }) => [phraseKey(name), code]));
  return byName.get(phraseKey(text)) ?? dietOfRefusal(text);
}

/** Returns whether a name of a diet may begin with a word, or with what a segmenter cuts off it. @param word Folded. */
export function mayBeginDiet(word: string): boolean {
  beginnings ??= new Set(
    [...listedDiets()].flatMap(({ name }) => {
      const [first = ''] = phraseKey(name).split(' ');
      return /^[a-z0-9]*$/.test(first) ? [first] : Array.from(first, (_, index) => first.slice(0, index + 1));
    }),
  );
  return beginnings.has(word);
}

/** “nut-free”, “erdnussfrei”, “sütsüz”: a word that refuses exactly what a diet refuses. */
function dietOfRefusal(text: string): DietCode | undefined {
  const [mention, ...more] = mentionsOf(text);
  if (mention === undefined || more.length > 0 || !mention.isRefusal) return undefined;
  if (mention.start > 0 || mention.end < text.trimEnd().length) return undefined;
  return DIET_CODES.find((diet) => REFUSALS[diet] !== undefined && hasSame(REFUSALS[diet] ?? [], mention.codes));
}

const hasSame = (one: readonly AllergenCode[], other: readonly AllergenCode[]): boolean =>
  one.length === other.length && one.every((code) => other.includes(code));

function* listedDiets(): Generator<{ name: string; code: DietCode }> {
  for (const code of DIET_CODES) {
    yield { name: code, code };
    for (const name of (DIET_NAMES[code] ?? '').split(', ')) if (name !== '') yield { name, code };
  }
}
