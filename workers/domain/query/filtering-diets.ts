import { type DietCode, dietNamed, refusedBy } from '../../../contracts/diets.ts';

/** In prose these filter; others of the list, such as `spicy` or `organic`, are words to look for. */
const FILTERING: ReadonlySet<DietCode> = new Set([
  'vegan',
  'vegetarian',
  'lacto-vegetarian',
  'jain',
  'pescatarian',
  'halal',
  'kosher',
  'sugar-free',
] as const);
/** Shops hardly tag these: what mentions the food is left out instead. */
export const WITHOUT_FOOD: Readonly<Partial<Record<DietCode, string>>> = {
  'alcohol-free': 'alcohol',
  'pork-free': 'pork',
  'beef-free': 'beef',
};

/** The diet that a text names, where it filters. */
export function filteringDiet(text: string): DietCode | undefined {
  const diet = dietNamed(text);
  if (diet === undefined) return undefined;
  const filters = FILTERING.has(diet) || refusedBy(diet) !== undefined || WITHOUT_FOOD[diet] !== undefined;
  return filters ? diet : undefined;
}
