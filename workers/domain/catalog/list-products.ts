import { and, asc, desc, eq, getTableColumns, gt, isNotNull, isNull, not, or, type SQL, sql } from 'drizzle-orm';
import type { Principal } from '../../../contracts/identity.ts';
import type { Page } from '../../../contracts/page.ts';
import type { ListProductsQuery, Product } from '../../../contracts/product.ts';
import { products } from '../../../schema/tables/catalog.ts';
import type { Tx } from '../../platform/database.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { hasTextRefusals, offerOf } from '../query/left-out.ts';
import { understandQuery } from '../query/understand-query.ts';
import { productSearch } from './product-search.ts';
import { type ProductRow, productView } from './product-view.ts';
import { isDeclared, safeFor } from './safe-for.ts';
import { seesInactiveProducts } from './visibility.ts';

type Row = ProductRow & { relevance: number };

/** Every sort ends on the id, so that a keyset page neither skips nor repeats. */
const SORTS = {
  newest: { value: (row: Row) => row.id, kind: 'string', isDescending: true },
  name: { value: (row: Row) => row.name, kind: 'string', isDescending: false },
  price: { value: (row: Row) => row.priceMinor, kind: 'number', isDescending: false },
  '-price': { value: (row: Row) => row.priceMinor, kind: 'number', isDescending: true },
  relevance: { value: (row: Row) => row.relevance, kind: 'number', isDescending: true },
} as const;

/** Alphabetical by the root collation of Unicode's CLDR: `Éclair` stands between `Donut` and `Zebra cake`. */
const BY_NAME = sql`${products.name} COLLATE "und-x-icu"`;

/**
 * A page of the live catalogue. Customers and guests see active products only. A page of a search with refusals may be
 * shorter than `limit`, because product texts are checked after the query.
 */
export async function listProducts({ ctx, input }: { ctx: Ctx; input: ListProductsQuery }): Promise<Page<Product>> {
  authorise(ctx, 'product:read');
  const sort = sortOf(input);
  const rows = await read(ctx, ({ tx }) => productPage(tx, ctx.principal, input));
  const page = toPage(rows, input.limit, productView, (row) => encodeCursor(sort, SORTS[sort].value(row), row.id));
  if (input.search === undefined) return page;
  const understood = understandQuery(input.search);
  if (!hasTextRefusals(understood)) return page;
  return { ...page, data: page.data.filter((product) => offerOf(product, understood) !== undefined) };
}

/** The statement behind a page: one row more than the page has. */
export function productPage(tx: Tx, principal: Principal, input: ListProductsQuery) {
  const eligible = and(
    eq(products.tenantId, principal.tenantId),
    isNull(products.deletedAt),
    seesInactiveProducts(principal) ? undefined : eq(products.isActive, true),
  );
  const search = input.search === undefined ? undefined : productSearch(input.search, eligible);
  const relevance = search?.relevance ?? sql<number>`0`;
  const sort = sortOf(input);
  const columns = {
    newest: products.id,
    name: BY_NAME,
    price: products.priceMinor,
    '-price': products.priceMinor,
    relevance,
  };
  const direction = SORTS[sort].isDescending ? desc : asc;
  const isAvailable = and(eq(products.isActive, true), or(isNull(products.stock), gt(products.stock, 0)));
  return tx
    .select({ ...getTableColumns(products), relevance: sort === 'relevance' ? relevance : sql<number>`0` })
    .from(products)
    .where(
      and(
        eligible,
        search?.matches,
        input.category === undefined ? undefined : eq(products.category, input.category),
        input.categorised === undefined
          ? undefined
          : input.categorised === 'true'
            ? isNotNull(products.category)
            : isNull(products.category),
        safeFor({ exclude_allergens: input.exclude_allergens ?? [], diets: input.diet ?? [] }, 'products'),
        input.allergens === undefined ? undefined : not(isDeclared(sql.identifier('products'))),
        input.available === undefined
          ? undefined
          : input.available === 'true'
            ? isAvailable
            : sql`NOT (${isAvailable})`,
        input.cursor === undefined ? undefined : beyond(input.cursor, sort, sql`${columns[sort]}`),
      ),
    )
    .orderBy(direction(columns[sort]), direction(products.id))
    .limit(input.limit + 1);
}

function sortOf({ sort, search }: ListProductsQuery): keyof typeof SORTS {
  if (search === undefined) return sort === undefined || sort === 'relevance' ? 'newest' : sort;
  return sort ?? 'relevance';
}

/** Rows after the cursor in this sort's order, compared as a pair, which an index can serve. */
function beyond(cursor: string, sort: keyof typeof SORTS, column: SQL): SQL {
  const { kind, isDescending } = SORTS[sort];
  const after = decodeCursor(cursor, sort, kind);
  const compare = isDescending ? sql`<` : sql`>`;
  if (sort === 'newest') return sql`${products.id} ${compare} ${after.id}`;
  return sql`(${column}, ${products.id}) ${compare} (${after.value}, ${after.id})`;
}
