import { z } from 'zod';

/**
 * The allergens of Regulation (EU) 1169/2011, Annex II, in its order, and the members that it names. Beyond Annex II:
 * `pine_nut`, a tree nut of the United States (21 U.S.C. 321(qq), FDA guidance of January 2025), and `lactose`, which
 * people refuse who may have milk without it. The nine major allergens of the United States (FALCPA, FASTER Act) are
 * codes of this list: milk, eggs, fish, crustaceans, tree_nuts, peanuts, wheat, soybeans, sesame.
 */
const MEMBERS = {
  gluten: ['wheat', 'rye', 'barley', 'oats'],
  wheat: ['spelt', 'khorasan'],
  crustaceans: ['shrimp', 'crab', 'lobster', 'crayfish'],
  eggs: [],
  fish: [],
  peanuts: [],
  soybeans: [],
  milk: ['lactose'],
  tree_nuts: ['almond', 'hazelnut', 'walnut', 'cashew', 'pecan', 'brazil_nut', 'pistachio', 'macadamia', 'pine_nut'],
  celery: [],
  mustard: [],
  sesame: [],
  sulphites: [],
  lupin: [],
  molluscs: ['mussel', 'oyster', 'squid', 'octopus', 'clam', 'scallop', 'snail'],
} as const;

export const ALLERGEN_CODES = [
  'gluten',
  'wheat',
  'spelt',
  'khorasan',
  'rye',
  'barley',
  'oats',
  'crustaceans',
  'shrimp',
  'crab',
  'lobster',
  'crayfish',
  'eggs',
  'fish',
  'peanuts',
  'soybeans',
  'milk',
  'lactose',
  'tree_nuts',
  'almond',
  'hazelnut',
  'walnut',
  'cashew',
  'pecan',
  'brazil_nut',
  'pistachio',
  'macadamia',
  'pine_nut',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs',
  'mussel',
  'oyster',
  'squid',
  'octopus',
  'clam',
  'scallop',
  'snail',
] as const;

export const AllergenCode = z.enum(ALLERGEN_CODES).meta({
  id: 'AllergenCode',
  description: 'An allergen of Regulation (EU) 1169/2011, Annex II, or a member of one',
  example: 'milk',
});
export type AllergenCode = z.infer<typeof AllergenCode>;

const directMembers: Readonly<Partial<Record<AllergenCode, readonly AllergenCode[]>>> = MEMBERS;

/** The code's members at every depth, without itself: of `gluten` also `spelt`. */
export function membersOf(code: AllergenCode): AllergenCode[] {
  return (directMembers[code] ?? []).flatMap((member) => [member, ...membersOf(member)]);
}

/** The groups that the code is a member of, the nearest first: of `spelt` `wheat` and `gluten`. */
export function groupsOf(code: AllergenCode): AllergenCode[] {
  return ALLERGEN_CODES.filter((group) => membersOf(group).includes(code)).toSorted(
    (one, other) => membersOf(one).length - membersOf(other).length,
  );
}

/**
 * Returns the codes in the order of the list, without duplicates, so that two declarations of the same codes are equal.
 */
export const inOrder = (codes: Iterable<AllergenCode>): AllergenCode[] => {
  const given = new Set(codes);
  return ALLERGEN_CODES.filter((code) => given.has(code));
};
