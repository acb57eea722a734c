import { type SQL, sql } from 'drizzle-orm';
import { groupsOf, membersOf } from '../../contracts/allergens/codes.ts';
import { resolveAllergen } from '../../contracts/allergens/resolve.ts';
import type { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { containsAny, safeFor } from '../domain/catalog/safe-for.ts';
import { conceptOf, type IngredientConcept } from './ingredient-concepts.ts';
import { textArray } from './sql-arrays.ts';

export type ProductFilters = Pick<
  RetrieveMenuInput,
  'available' | 'min_price' | 'max_price' | 'category' | 'diets' | 'exclude_allergens' | 'contains_allergens'
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
    safeFor(filters, 'p'),
    filters.contains_allergens.length > 0 && containsAny(filters.contains_allergens, 'p'),
    ...(filters.without ?? []).map((word) => lacks(conceptOf(word), related(word))),
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

/** The codes of what is refused, their members and their groups. */
function related(word: string): string[] {
  const refused = resolveAllergen(word, 'refused');
  return refused.isKnown ? refused.codes.flatMap((code) => [code, ...membersOf(code), ...groupsOf(code)]) : [];
}

/** Neither declared as an allergen nor, in name and description, said to be in it; “no cheese” says that it is not. */
function lacks({ allergens, words, isAnimal }: IngredientConcept, codes: readonly string[]): SQL {
  const anyWord = `(?:${words.join('|')})`;
  const text = sql`without_accents(concat_ws('. ', p.name, p.description))`;
  const denied = `\\m(?:no|not|without|free of)\\s+(?:\\w+\\s+)?${anyWord}\\w*`;
  const isMentioned = sql`regexp_replace(${text}, ${denied}, '', 'gi') ~* ${`\\m${anyWord}`}`;
  return sql`NOT (p.allergens && ${textArray([...allergens, ...codes])} OR p.may_contain && ${textArray(codes)} OR ${isAnimal ? sql`NOT p.dietary @> '{vegan}' AND` : sql``} ${isMentioned})`;
}
