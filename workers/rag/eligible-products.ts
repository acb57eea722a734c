import { type SQL, sql } from 'drizzle-orm';
import { inOrder } from '../../contracts/allergens/codes.ts';
import type { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { fitsUnderstood } from '../domain/catalog/fits-understood.ts';
import { containsAny, safeFor } from '../domain/catalog/safe-for.ts';
import { unusualDigits } from '../domain/query/currencies.ts';
import { minorUnits, type SpokenAmount } from '../domain/query/prices.ts';
import type { UnderstoodQuery } from '../domain/query/understood-query.ts';
import { textArray } from './sql-arrays.ts';

export type ProductFilters = Pick<
  RetrieveMenuInput,
  'available' | 'min_price' | 'max_price' | 'category' | 'diets' | 'exclude_allergens' | 'contains_allergens'
>;

const USUAL_DIGITS = 2;

/**
 * The condition on a product `p` that it may be found: it is sold, and all of the filters hold, as does what was
 * understood of the query. Where both set a price, the filters' own counts.
 */
export function eligibleProducts(filters: ProductFilters, understood?: UnderstoodQuery): SQL {
  const contains = inOrder([...filters.contains_allergens, ...(understood?.contains ?? [])]);
  const conditions = [
    sql`p.deleted_at IS NULL AND p.is_active`,
    filters.available && sql`(p.stock IS NULL OR p.stock > 0)`,
    filters.min_price !== undefined && sql`p.price_minor >= ${filters.min_price}`,
    filters.max_price !== undefined && sql`p.price_minor <= ${filters.max_price}`,
    filters.min_price === undefined && understood?.min !== undefined && isPriced(sql`>=`, understood.min),
    filters.max_price === undefined && understood?.max !== undefined && isPriced(sql`<=`, understood.max),
    filters.category !== undefined && sql`p.category = ANY (${textArray(numbersOf(filters.category))})`,
    safeFor(filters, 'p'),
    understood !== undefined && fitsUnderstood(understood, 'p'),
    contains.length > 0 && containsAny(contains, 'p'),
  ];
  return sql.join(
    conditions.filter((condition) => condition !== false),
    sql` AND `,
  );
}

/** A spoken amount is read in the currency of each product, and holds for no other than the one that was named. */
function isPriced(compare: SQL, amount: SpokenAmount): SQL {
  const cases = unusualDigits().flatMap(({ digits, currencies }) => {
    const minor = minorUnits(amount, digits);
    return minor === undefined ? [] : [sql`WHEN p.currency = ANY (${textArray(currencies)}) THEN ${minor}::bigint`];
  });
  const usual = minorUnits(amount, USUAL_DIGITS);
  if (usual === undefined) return sql`true`;
  const limit = sql`CASE ${sql.join(cases, sql` `)} ELSE ${usual}::bigint END`;
  const isNamed = amount.currencies.length === 0 ? sql`` : sql`p.currency = ANY (${textArray(amount.currencies)}) AND`;
  return sql`(${isNamed} p.price_minor ${compare} ${limit})`;
}

/**
 * A model writes “main” or “mains” as it comes; the plural is all that may differ. Spelt out instead of cut off in SQL:
 * under row-level security an index serves leakproof operators alone, and `=` is one.
 */
function numbersOf(category: string): string[] {
  const singular = category.replace(/s+$/, '');
  return [...new Set([category, singular, `${singular}s`, `${singular}ss`])];
}
