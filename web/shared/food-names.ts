import type { components } from '@ragline/client';
import type { Language } from './language.ts';

export type DietCode = components['schemas']['DietCode'];
export type AllergenCode = components['schemas']['AllergenCode'];

/** Allergens that a person picks from first: the fourteen of Regulation (EU) 1169/2011, Annex II. */
export const MAIN_ALLERGENS: readonly AllergenCode[] = [
  ...(['gluten', 'crustaceans', 'eggs', 'fish', 'peanuts', 'soybeans', 'milk', 'tree_nuts'] as const),
  ...(['celery', 'mustard', 'sesame', 'sulphites', 'lupin', 'molluscs'] as const),
];

/** Diets that a person picks from first. */
export const MAIN_DIETS: readonly DietCode[] = [
  ...(['vegan', 'vegetarian', 'pescatarian', 'gluten-free', 'lactose-free', 'halal', 'kosher'] as const),
  ...(['alcohol-free', 'pork-free'] as const),
];

/** [English, German] of each code, and the group that it is a member of. */
const ALLERGENS: Record<AllergenCode, readonly [string, string, AllergenCode?]> = {
  gluten: ['gluten', 'Gluten'],
  wheat: ['wheat', 'Weizen', 'gluten'],
  spelt: ['spelt', 'Dinkel', 'wheat'],
  khorasan: ['khorasan wheat', 'Khorasan-Weizen', 'wheat'],
  rye: ['rye', 'Roggen', 'gluten'],
  barley: ['barley', 'Gerste', 'gluten'],
  oats: ['oats', 'Hafer', 'gluten'],
  crustaceans: ['crustaceans', 'Krebstiere'],
  shrimp: ['shrimp', 'Garnelen', 'crustaceans'],
  crab: ['crab', 'Krabben', 'crustaceans'],
  lobster: ['lobster', 'Hummer', 'crustaceans'],
  crayfish: ['crayfish', 'Flusskrebse', 'crustaceans'],
  eggs: ['eggs', 'Eier'],
  fish: ['fish', 'Fisch'],
  peanuts: ['peanuts', 'Erdnüsse'],
  soybeans: ['soya', 'Soja'],
  milk: ['milk', 'Milch'],
  lactose: ['lactose', 'Laktose', 'milk'],
  tree_nuts: ['nuts', 'Schalenfrüchte'],
  almond: ['almonds', 'Mandeln', 'tree_nuts'],
  hazelnut: ['hazelnuts', 'Haselnüsse', 'tree_nuts'],
  walnut: ['walnuts', 'Walnüsse', 'tree_nuts'],
  cashew: ['cashews', 'Cashewkerne', 'tree_nuts'],
  pecan: ['pecans', 'Pekannüsse', 'tree_nuts'],
  brazil_nut: ['Brazil nuts', 'Paranüsse', 'tree_nuts'],
  pistachio: ['pistachios', 'Pistazien', 'tree_nuts'],
  macadamia: ['macadamias', 'Macadamianüsse', 'tree_nuts'],
  pine_nut: ['pine nuts', 'Pinienkerne', 'tree_nuts'],
  celery: ['celery', 'Sellerie'],
  mustard: ['mustard', 'Senf'],
  sesame: ['sesame', 'Sesam'],
  sulphites: ['sulphites', 'Sulfite'],
  lupin: ['lupin', 'Lupinen'],
  molluscs: ['molluscs', 'Weichtiere'],
  mussel: ['mussels', 'Muscheln', 'molluscs'],
  oyster: ['oysters', 'Austern', 'molluscs'],
  squid: ['squid', 'Tintenfisch', 'molluscs'],
  octopus: ['octopus', 'Krake', 'molluscs'],
  clam: ['clams', 'Venusmuscheln', 'molluscs'],
  scallop: ['scallops', 'Jakobsmuscheln', 'molluscs'],
  snail: ['snails', 'Schnecken', 'molluscs'],
};

const DIETS: Record<DietCode, readonly [string, string]> = {
  vegan: ['vegan', 'vegan'],
  vegetarian: ['vegetarian', 'vegetarisch'],
  'lacto-vegetarian': ['lacto-vegetarian', 'laktovegetarisch'],
  jain: ['Jain', 'jainistisch'],
  pescatarian: ['pescatarian', 'pescetarisch'],
  halal: ['halal', 'halal'],
  kosher: ['kosher', 'koscher'],
  'gluten-free': ['gluten-free', 'glutenfrei'],
  'wheat-free': ['wheat-free', 'weizenfrei'],
  'lactose-free': ['lactose-free', 'laktosefrei'],
  'dairy-free': ['dairy-free', 'milchfrei'],
  'egg-free': ['egg-free', 'eifrei'],
  'nut-free': ['nut-free', 'nussfrei'],
  'peanut-free': ['peanut-free', 'erdnussfrei'],
  'soy-free': ['soya-free', 'sojafrei'],
  'fish-free': ['fish-free', 'fischfrei'],
  'shellfish-free': ['shellfish-free', 'ohne Meeresfrüchte'],
  'sesame-free': ['sesame-free', 'sesamfrei'],
  'celery-free': ['celery-free', 'selleriefrei'],
  'mustard-free': ['mustard-free', 'senffrei'],
  'sulphite-free': ['sulphite-free', 'sulfitfrei'],
  'lupin-free': ['lupin-free', 'lupinenfrei'],
  'alcohol-free': ['alcohol-free', 'alkoholfrei'],
  'sugar-free': ['sugar-free', 'zuckerfrei'],
  'pork-free': ['pork-free', 'ohne Schwein'],
  'beef-free': ['beef-free', 'ohne Rind'],
  'low-carb': ['low-carb', 'kohlenhydratarm'],
  'low-fat': ['low-fat', 'fettarm'],
  'low-salt': ['low-salt', 'salzarm'],
  'high-protein': ['high-protein', 'eiweißreich'],
  keto: ['keto', 'keto'],
  paleo: ['paleo', 'paleo'],
  raw: ['raw', 'roh'],
  organic: ['organic', 'bio'],
  spicy: ['spicy', 'scharf'],
};

export const ALLERGEN_CODES = Object.keys(ALLERGENS) as AllergenCode[];

/** The groups that an allergen is a member of, the nearest first: of spelt, wheat and gluten. */
export function allergenGroups(code: AllergenCode): AllergenCode[] {
  const group = ALLERGENS[code][2];
  return group === undefined ? [] : [group, ...allergenGroups(group)];
}

const nameIn = (
  names: Record<string, readonly [string, string, ...unknown[]]>,
  code: string,
  language: Language,
): string => names[code]?.[language === 'de' ? 1 : 0] ?? code;

export const allergenName = (code: string, language: Language): string => nameIn(ALLERGENS, code, language);
export const dietName = (code: string, language: Language): string => nameIn(DIETS, code, language);

/** Diets that are worth a badge: what is vegan is vegetarian as well. */
const BADGES = ['vegan', 'vegetarian', 'halal', 'gluten-free'] as const satisfies DietCode[];

export const badgesOf = ({ dietary }: { dietary: readonly DietCode[] }) =>
  BADGES.filter((code) => dietary.includes(code) && !(code === 'vegetarian' && dietary.includes('vegan')));
