import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { membersOf } from '../../contracts/allergens/codes.ts';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import { containsAny, texts } from '../domain/catalog/safe-for.ts';
import { type Ctx, read } from '../domain/context.ts';
import { endsNamingFood, partsNamingFood } from '../domain/query/foods.ts';
import { hasTextRefusals, type Offer, offerOf } from '../domain/query/left-out.ts';
import type { UnderstoodQuery, Wanted } from '../domain/query/understood-query.ts';
import { eligibleProducts, type ProductFilters } from './eligible-products.ts';
import { MENU_ROW, MenuRow, menuHit } from './menu-hit.ts';
import { textArray } from './sql-arrays.ts';

/** Products that are read at once when the texts of some may leave them out, and in all. */
export const READ_AT_ONCE = 200;
const READ_AT_MOST = 2_000;

/** Conditions on a listing beside its filters. */
interface Listing {
  /** Only what declares or is called one of these, and first what does so for most of them. */
  wanted?: readonly Wanted[];
  /** Only what is of one of these categories; an empty one stands for none. */
  categories?: readonly string[];
  /** Leaves out what the database cannot tell. */
  keeps?: (hit: MenuHit) => boolean;
}

/** The products that fit what was understood: by price where it says so, else as the shop wrote them. */
export async function listMenu(
  ctx: Ctx,
  input: ProductFilters & { limit: number },
  understood: UnderstoodQuery,
  { wanted, categories, keeps }: Listing = {},
): Promise<MenuHit[]> {
  const covers = wanted?.flatMap(coverOf);
  if (covers?.length === 0 || categories?.length === 0) return [];
  const startedMs = performance.now();
  const isRead = hasTextRefusals(understood);
  const pageSize = isRead || keeps !== undefined ? READ_AT_ONCE : input.limit;
  const order = orderOf(understood, covers);
  const conditions = [
    eligibleProducts(input, understood),
    ...(categories === undefined ? [] : [isOfCategory(categories)]),
    ...(covers === undefined
      ? []
      : [
          sql`(${sql.join(
            covers.map(({ isAny }) => isAny),
            sql` OR `,
          )})`,
        ]),
  ];
  const hits: MenuHit[] = [];
  for (let offset = 0; hits.length < input.limit && offset < READ_AT_MOST; offset += pageSize) {
    const { rows } = await read(ctx, ({ tx, tenantId }) =>
      tx.execute(sql`
        SELECT ${MENU_ROW} AS product FROM products p WHERE p.tenant_id = ${tenantId} AND ${sql.join(conditions, sql` AND `)}
        ORDER BY ${order} LIMIT ${pageSize} OFFSET ${offset}`),
    );
    const products = z.array(z.object({ product: MenuRow })).parse(rows);
    const offered = products
      .filter(({ product }) => !isRead || offerFor(product, understood) !== undefined)
      .map(({ product }) => offeredHit(product, 0, understood));
    hits.push(...(keeps === undefined ? offered : offered.filter(keeps)));
    if (products.length < pageSize) break;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  ctx.metrics.observe('ragline_retrieval_duration_seconds', seconds, { kind: 'list' });
  return safeFirst(hits.slice(0, input.limit));
}

/** Written so that the index over categories serves it. */
function isOfCategory(categories: readonly string[]): SQL {
  const isNamed = sql`p.category = ANY (${textArray(categories.filter((each) => each !== ''))})`;
  return categories.includes('') ? sql`(${isNamed} OR p.category IS NULL)` : isNamed;
}

/** The categories of the products that fit; an empty one stands for none. */
export async function listCategories(ctx: Ctx, input: ProductFilters, understood: UnderstoodQuery): Promise<string[]> {
  const { rows } = await read(ctx, ({ tx, tenantId }) =>
    tx.execute<{ category: string }>(sql`
      SELECT DISTINCT coalesce(p.category, '') AS category FROM products p
      WHERE p.tenant_id = ${tenantId} AND ${eligibleProducts(input, understood)}`),
  );
  return rows.map(({ category }) => category);
}

/** How a product `p` shows that it has something wanted: in any way, and most clearly. */
interface Cover {
  isAny: SQL;
  isClear: SQL;
}

function coverOf({ allergens, foods }: Wanted): Cover[] {
  const itself = allergens.flatMap((code) => [code, ...membersOf(code)]);
  const named = foods.flatMap(partsNamingFood);
  const parts = [
    // “Weizenbier” has “Weizen” in it.
    ...named
      .filter((part) => !named.some((other) => other !== part && part.includes(other)))
      .map((part) => `%${part}%`),
    ...foods.flatMap(endsNamingFood).flatMap((end) => [`%${end}`, `%${end} %`]),
  ];
  const has = (text: SQL) => likeAny(text, parts);
  return [
    ...(itself.length === 0
      ? []
      : [{ isAny: containsAny(allergens, 'p'), isClear: sql`p.allergen_codes && ${texts(itself)}` }]),
    ...(parts.length === 0
      ? []
      : [{ isAny: sql`(${has(sql`p.name`)} OR ${has(sql`p.category`)})`, isClear: has(sql`p.name`) }]),
  ];
}

/** Each pattern costs time for each product, and a text of ASCII letters has none of another script. */
function likeAny(text: SQL, patterns: readonly string[]): SQL {
  const ascii = patterns.filter((pattern) => !/[^\0-\x7f]/.test(pattern));
  return sql`fold_text(${text}) LIKE ANY (CASE WHEN octet_length(${text}) = char_length(${text}) THEN ${texts(ascii)} ELSE ${texts(patterns)} END)`;
}

/** Ids sort by time. */
function orderOf({ sort }: UnderstoodQuery, covers: readonly Cover[] = []): SQL {
  const points = covers.flatMap(({ isAny, isClear }) =>
    [isAny, isClear].map((condition) => sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`),
  );
  return sql.join(
    [
      ...(sort === undefined ? [] : [sort === 'price' ? sql`p.price_minor` : sql`p.price_minor DESC`]),
      ...(points.length === 0 ? [] : [sql`${sql.join(points, sql` + `)} DESC`]),
      sql`p.id`,
    ],
    sql`, `,
  );
}

/** A hit, which says whether the dish is declared safe where something is refused. */
export function offeredHit(row: MenuRow, score: number, understood: UnderstoodQuery): MenuHit {
  const hit = menuHit(row, score);
  const isRefusing = understood.allergies.length > 0 || hasTextRefusals(understood);
  return isRefusing ? { ...hit, safety: offerFor(row, understood) ?? 'not_declared' } : hit;
}

/** Dishes that are declared safe before those that are not declared. */
export const safeFirst = <Hit extends { safety?: Offer | undefined }>(hits: readonly Hit[]): Hit[] =>
  hits.toSorted((a, b) => Number(a.safety === 'not_declared') - Number(b.safety === 'not_declared'));

export const offerFor = (row: MenuRow, understood: UnderstoodQuery): Offer | undefined =>
  offerOf(menuHit(row, 0), understood);
