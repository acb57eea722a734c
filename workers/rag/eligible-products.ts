import { type SQL, sql } from 'drizzle-orm';
import type { RetrieveMenuInput } from '../../contracts/chat-tool.ts';
import { textArray } from './sql-arrays.ts';

export type ProductFilters = Pick<
  RetrieveMenuInput,
  'available' | 'min_price' | 'max_price' | 'category' | 'diets' | 'exclude_allergens'
>;

/** The condition on a product `p` that it may be found: it is sold, and all of the filters hold. */
export function eligibleProducts(filters: ProductFilters): SQL {
  const conditions = [
    sql`p.deleted_at IS NULL AND p.is_active`,
    filters.available && sql`(p.stock IS NULL OR p.stock > 0)`,
    filters.min_price !== undefined && sql`p.price_minor >= ${filters.min_price}`,
    filters.max_price !== undefined && sql`p.price_minor <= ${filters.max_price}`,
    // A model writes "main" or "mains" as it comes; the plural is all that may differ.
    filters.category !== undefined && sql`rtrim(p.category, 's') = rtrim(${filters.category}, 's')`,
    filters.exclude_allergens.length > 0 && sql`NOT p.allergens && ${textArray(filters.exclude_allergens)}`,
    filters.diets.length > 0 && sql`p.dietary @> ${textArray(filters.diets)}`,
  ];
  return sql.join(
    conditions.filter((condition) => condition !== false),
    sql` AND `,
  );
}
