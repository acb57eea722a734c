import type { Product } from '../../shared/client.ts';
import {
  ALLERGEN_CODES,
  type AllergenCode,
  allergenGroups,
  type DietCode,
  MAIN_ALLERGENS,
  MAIN_DIETS,
} from '../../shared/food-names.ts';

/** The fields of a declaration in the API, for products and options. */
type Declared = Pick<Product, 'allergens' | 'may_contain' | 'free_of' | 'dietary'>;

export const STATES = ['contains', 'may_contain', 'free_of'] as const;
export type AllergenState = (typeof STATES)[number];

/** The declaration of a product or an option, as a form holds it. */
export interface Declaration {
  /**
   * True if `allergens` is complete, so that what it does not name is not in the product. Always true when something is
   * contained.
   */
  isDeclared: boolean;
  allergens: Partial<Record<AllergenCode, AllergenState>>;
  diets: DietCode[];
}

export const UNDECLARED: Declaration = { isDeclared: false, allergens: {}, diets: [] };

export function declarationOf({ allergens, may_contain, free_of, dietary }: Partial<Declared>): Declaration {
  const states: Declaration['allergens'] = {};
  for (const code of free_of ?? []) states[code] = 'free_of';
  for (const code of may_contain ?? []) states[code] = 'may_contain';
  for (const code of allergens ?? []) states[code] = 'contains';
  return { isDeclared: (allergens ?? null) !== null, allergens: states, diets: dietary ?? [] };
}

export function declaredBy({ isDeclared, allergens, diets }: Declaration): Declared {
  const codes = (state: AllergenState) => codesOf({ allergens }).filter((code) => allergens[code] === state);
  return {
    allergens: isDeclared ? codes('contains') : null,
    may_contain: codes('may_contain'),
    free_of: codes('free_of'),
    dietary: diets,
  };
}

/** Without a declaration, nothing is known to be contained. */
export const withdrawn = ({ allergens, ...rest }: Declaration): Declaration => ({
  ...rest,
  isDeclared: false,
  allergens: Object.fromEntries(Object.entries(allergens).filter(([, state]) => state !== 'contains')),
});

export function withAllergen(declaration: Declaration, code: AllergenCode, state?: AllergenState): Declaration {
  const { [code]: _, ...others } = declaration.allergens;
  const isDeclared = declaration.isDeclared || state === 'contains';
  return { ...declaration, isDeclared, allergens: state === undefined ? others : { ...others, [code]: state } };
}

/**
 * Derives the state of an undeclared allergen from the declared ones: a dish with wheat contains gluten, and a dish
 * free of nuts is free of hazelnuts. `safetyOf` of the API applies the same order.
 * @returns The state, and the allergens that it follows from; undefined when it follows from none.
 */
export function impliedState(
  { allergens }: Pick<Declaration, 'allergens'>,
  code: AllergenCode,
): { state: AllergenState; by: AllergenCode[] } | undefined {
  const groups = allergenGroups(code);
  const members = ALLERGEN_CODES.filter((one) => allergenGroups(one).includes(code));
  for (const [state, codes] of [
    ['contains', members],
    ['may_contain', members],
    ['free_of', groups],
    ['contains', groups],
    ['may_contain', groups],
  ] as const) {
    const by = codes.filter((one) => allergens[one] === state);
    if (by.length > 0) return { state, by };
  }
  return undefined;
}

/** The allergens that a form shows: the main ones, and others that are declared. */
export const codesOf = ({ allergens }: Pick<Declaration, 'allergens'>): AllergenCode[] => [
  ...new Set([...MAIN_ALLERGENS, ...(Object.keys(allergens) as AllergenCode[])]),
];

/** The diets that a form shows. @param kept Those that the product had. */
export const dietsOf = (kept: readonly DietCode[]): DietCode[] => [...new Set([...MAIN_DIETS, ...kept])];
