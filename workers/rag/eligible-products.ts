import { type SQL, sql } from 'drizzle-orm';
import type { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { conceptOf, type IngredientConcept } from './ingredient-concepts.ts';
import { textArray } from './sql-arrays.ts';

export type ProductFilters = Pick<
  RetrieveMenuInput,
  'available' | 'min_price' | 'max_price' | 'category' | 'diets' | 'exclude_allergens'
> & {
  /** Ingredients, by the words people use, that must neither be declared nor mentioned. */
  without?: readonly string[];
};

/** The condition on a product `p` that it may be found: it is sold, and all of the filters hold. */
export function eligibleProducts(filters: ProductFilters): SQL {
  const conditions = [
    sql`p.deleted_at IS NULL AND p.is_active`,
    filters.available && sql`(p.stock IS NULL OR p.stock > 0)`,
    filters.min_price !== undefined && sql`p.price_minor >= ${filters.min_price}`,
    filters.max_price !== undefined && sql`p.price_minor <= ${filters.max_price}`,
    filters.category !== undefined && sql`p.category = ANY (${textArray(numbersOf(filters.category))})`,
    filters.exclude_allergens.length > 0 && sql`NOT p.allergens && ${textArray(filters.exclude_allergens)}`,
    ...filters.diets.map(holdsDiet),
    ...(filters.without ?? []).map((word) => lacks(conceptOf(word))),
  ];
  return sql.join(
    conditions.filter((condition) => condition !== false),
    sql` AND `,
  );
}

/**
 * A model writes “main” or “mains” as it comes; the plural is all that may differ. Spelt out instead of cut off in SQL:
 * under row-level security an index serves leakproof operators alone, and `=` is one.
 */
function numbersOf(category: string): string[] {
  const singular = category.replace(/s+$/, '');
  return [...new Set([category, singular, `${singular}s`, `${singular}ss`])];
}

/** A tag, or for “dairy-free” and its like also that nothing of the kind is declared. */
function holdsDiet(diet: string): SQL {
  const tagged = sql`p.dietary @> ${textArray([diet])}`;
  const ingredient = /^(\p{L}{3,20})-free$/u.exec(diet)?.[1];
  // Gluten and sugar are declared under many names, or under none: there the shop's own word counts.
  if (ingredient === undefined || ingredient === 'gluten' || ingredient === 'sugar') return tagged;
  return sql`(${tagged} OR ${lacks(conceptOf(ingredient))})`;
}

/** Neither declared as an allergen nor, in name and description, said to be in it; “no cheese” says that it is not. */
function lacks({ allergens, words, isAnimal }: IngredientConcept): SQL {
  const anyWord = `(?:${words.join('|')})`;
  const text = sql`without_accents(concat_ws('. ', p.name, p.description))`;
  const denied = `\\m(?:no|not|without|free of)\\s+(?:\\w+\\s+)?${anyWord}\\w*`;
  const isMentioned = sql`regexp_replace(${text}, ${denied}, '', 'gi') ~* ${`\\m${anyWord}`}`;
  return sql`NOT (p.allergens && ${textArray(allergens)} OR ${isAnimal ? sql`NOT p.dietary @> '{vegan}' AND` : sql``} ${isMentioned})`;
}
