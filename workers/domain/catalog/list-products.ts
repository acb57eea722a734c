import { and, arrayContains, asc, desc, eq, gt, ilike, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { ListProductsQuery, Product } from '../../../contracts/product.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { authorise, type Ctx } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { type ProductRow, productView } from './product-view.ts';
import { seesInactiveProducts } from './visibility.ts';

/** Every sort ends on the id, so that a keyset page neither skips nor repeats. */
const SORTS = {
  newest: { value: (row: ProductRow) => row.id, column: products.id, isDescending: true },
  name: { value: (row: ProductRow) => row.name, column: products.name, isDescending: false },
  price: { value: (row: ProductRow) => row.priceMinor, column: products.priceMinor, isDescending: false },
  '-price': { value: (row: ProductRow) => row.priceMinor, column: products.priceMinor, isDescending: true },
} as const;

/** A page of the live catalogue. Customers and guests see active products only. */
export async function listProducts({ ctx, input }: { ctx: Ctx; input: ListProductsQuery }): Promise<Page<Product>> {
  authorise(ctx, 'product:read');
  const { tenantId } = ctx.principal;
  const sort = SORTS[input.sort];
  const direction = sort.isDescending ? desc : asc;
  const isAvailable = and(eq(products.isActive, true), or(isNull(products.stock), gt(products.stock, 0)));
  const rows = await ctx.db.transaction({ tenantId }, (tx) =>
    tx
      .select()
      .from(products)
      .where(
        and(
          eq(products.tenantId, tenantId),
          isNull(products.deletedAt),
          seesInactiveProducts(ctx.principal) ? undefined : eq(products.isActive, true),
          input.search === undefined ? undefined : matches(input.search),
          input.category === undefined ? undefined : eq(products.category, input.category),
          input.diet === undefined ? undefined : arrayContains(products.dietary, input.diet),
          input.available === undefined
            ? undefined
            : input.available === 'true'
              ? isAvailable
              : sql`NOT (${isAvailable})`,
          input.cursor === undefined ? undefined : beyond(input.cursor, input.sort),
        ),
      )
      .orderBy(direction(sort.column), direction(products.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, productView, (row) => encodeCursor(input.sort, sort.value(row), row.id));
}

/** Rows behind the cursor in this sort's order. */
function beyond(cursor: string, sortName: keyof typeof SORTS): SQL | undefined {
  const { column, isDescending } = SORTS[sortName];
  const compare = isDescending ? lt : gt;
  const after = decodeCursor(cursor, sortName, column === products.priceMinor ? 'number' : 'string');
  if (column === products.id) return compare(products.id, after.id);
  return or(compare(column, after.value), and(eq(column, after.value), compare(products.id, after.id)));
}

function matches(search: string): SQL | undefined {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return or(ilike(products.name, pattern), ilike(products.description, pattern), ilike(products.sku, pattern));
}
