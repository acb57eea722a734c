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

/** [English, German] of each code. */
const ALLERGENS: Record<AllergenCode, readonly [string, string]> = {
  gluten: ['gluten', 'Gluten'],
  wheat: ['wheat', 'Weizen'],
  spelt: ['spelt', 'Dinkel'],
  khorasan: ['khorasan wheat', 'Khorasan-Weizen'],
  rye: ['rye', 'Roggen'],
  barley: ['barley', 'Gerste'],
  oats: ['oats', 'Hafer'],
  crustaceans: ['crustaceans', 'Krebstiere'],
  shrimp: ['shrimp', 'Garnelen'],
  crab: ['crab', 'Krabben'],
  lobster: ['lobster', 'Hummer'],
  crayfish: ['crayfish', 'Flusskrebse'],
  eggs: ['eggs', 'Eier'],
  fish: ['fish', 'Fisch'],
  peanuts: ['peanuts', 'Erdnüsse'],
  soybeans: ['soya', 'Soja'],
  milk: ['milk', 'Milch'],
  lactose: ['lactose', 'Laktose'],
  tree_nuts: ['nuts', 'Schalenfrüchte'],
  almond: ['almonds', 'Mandeln'],
  hazelnut: ['hazelnuts', 'Haselnüsse'],
  walnut: ['walnuts', 'Walnüsse'],
  cashew: ['cashews', 'Cashewkerne'],
  pecan: ['pecans', 'Pekannüsse'],
  brazil_nut: ['Brazil nuts', 'Paranüsse'],
  pistachio: ['pistachios', 'Pistazien'],
  macadamia: ['macadamias', 'Macadamianüsse'],
  pine_nut: ['pine nuts', 'Pinienkerne'],
  celery: ['celery', 'Sellerie'],
  mustard: ['mustard', 'Senf'],
  sesame: ['sesame', 'Sesam'],
  sulphites: ['sulphites', 'Sulfite'],
  lupin: ['lupin', 'Lupinen'],
  molluscs: ['molluscs', 'Weichtiere'],
  mussel: ['mussels', 'Muscheln'],
  oyster: ['oysters', 'Austern'],
  squid: ['squid', 'Tintenfisch'],
  octopus: ['octopus', 'Krake'],
  clam: ['clams', 'Venusmuscheln'],
  scallop: ['scallops', 'Jakobsmuscheln'],
  snail: ['snails', 'Schnecken'],
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

const nameIn = (names: Record<string, readonly [string, string]>, code: string, language: Language): string =>
  names[code]?.[language === 'de' ? 1 : 0] ?? code;

export const allergenName = (code: string, language: Language): string => nameIn(ALLERGENS, code, language);
export const dietName = (code: string, language: Language): string => nameIn(DIETS, code, language);

/** Diets that are worth a badge: what is vegan is vegetarian as well. */
const BADGES = ['vegan', 'vegetarian', 'halal', 'gluten-free'] as const satisfies DietCode[];

export const badgesOf = ({ dietary }: { dietary: readonly DietCode[] }) =>
  BADGES.filter((code) => dietary.includes(code) && !(code === 'vegetarian' && dietary.includes('vegan')));
