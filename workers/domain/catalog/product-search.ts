import { or, type SQL, sql } from 'drizzle-orm';
import { fold } from '../../../contracts/fold.ts';
import { products } from '../../../schema/tables/catalog.ts';

/** As in retrieval: lets "tiramsu" find "Tiramisù", where PostgreSQL's own 0.6 asks for more. */
const MIN_WORD_SIMILARITY = 0.4;
/** Shorter words are like too many others. */
const MIN_FUZZY_LENGTH = 4;

/** What a search finds, and how well each product fits it. */
export interface ProductSearch {
  matches: SQL | undefined;
  /** An integer, so that it can stand in a cursor: the higher, the better. */
  relevance: SQL<number>;
}

/**
 * A filter that holds for products which contain the words and, only when there is none, for those whose name is
 * spelled like them. Accents count on neither side.
 * @param eligible The products that the caller may find: among these there must be none.
 */
export function productSearch(search: string, eligible: SQL | undefined): ProductSearch {
  const words = fold(search);
  const literal = words.replace(/[\\%_]/g, '\\$&');
  const name = sql`fold_text(${products.name})`;
  const contains = or(
    sql`${name} LIKE ${`%${literal}%`}`,
    sql`fold_text(${products.description}) LIKE ${`%${literal}%`}`,
    sql`fold_text(${products.sku}) LIKE ${`%${literal}%`}`,
  );
  const likeness = sql`word_similarity(${words}, ${name})`;
  const isAlone = sql`NOT EXISTS (SELECT FROM ${products} WHERE ${eligible} AND (${contains}))`;
  return {
    matches:
      words.length < MIN_FUZZY_LENGTH
        ? contains
        : or(contains, sql`(${isAlone} AND ${likeness} >= ${MIN_WORD_SIMILARITY})`),
    relevance: sql<number>`(
      CASE WHEN ${name} LIKE ${`${literal}%`} THEN 3000 WHEN ${name} LIKE ${`%${literal}%`} THEN 2000
        WHEN fold_text(${products.sku}) LIKE ${`%${literal}%`} THEN 1000 ELSE 0 END + round(999 * ${likeness})::integer
    )`,
  };
}
