import { and, or, type SQL, sql } from 'drizzle-orm';
import { fold, wordsIn } from '../../../contracts/fold.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { isCommonWord } from '../query/explained-words.ts';
import { understandQuery } from '../query/understand-query.ts';
import { refusesSomething, type UnderstoodQuery } from '../query/understood-query.ts';
import { fitsUnderstood } from './fits-understood.ts';
import { safeFor } from './safe-for.ts';

/** As in retrieval: lets "tiramsu" find "Tiramisù", where PostgreSQL's own 0.6 asks for more. */
const MIN_WORD_SIMILARITY = 0.4;
/** A query that is a dish's name but for a letter or two means that dish, whatever it contains. */
const SAME_NAME_SIMILARITY = 0.65;
/** Shorter words are like too many others. */
const MIN_FUZZY_LENGTH = 4;

/** The products that a search finds, and how well each fits. */
export interface ProductSearch {
  matches: SQL | undefined;
  /** An integer, so that it can stand in a cursor: the higher, the better. */
  relevance: SQL<number>;
}

/**
 * A search that refuses something, such as “pasta without egg”, finds what fits that and has all of its other words.
 * Any other finds what contains it; what is only spelled like it must be safe for what it perhaps refuses.
 */
export function productSearch(search: string, eligible: SQL | undefined): ProductSearch {
  const understood = understandQuery(search);
  if (!refusesSomething(understood)) return literalSearch(search, eligible, understood);
  const words = wordsIn(understood.query).flatMap(({ word }) => (isCommonWord(word) ? [] : [word]));
  return {
    matches: and(
      understood.isUnsafe ? sql`false` : fitsUnderstood(understood, 'products'),
      ...words.map((word) => contains(word)),
    ),
    relevance: relevanceOf(words.join(' ')),
  };
}

/**
 * A filter that holds for products which contain the words and, only when there is none, for those whose name is
 * spelled like them. Accents count on neither side.
 * @param eligible The products that the caller may find: among these there must be none.
 */
function literalSearch(search: string, eligible: SQL | undefined, { doubts }: UnderstoodQuery): ProductSearch {
  const words = fold(search);
  const isAlone = sql`NOT EXISTS (SELECT FROM ${products} WHERE ${eligible} AND (${contains(words)}))`;
  const isSafe = safeFor({ exclude_allergens: doubts.flatMap(({ codes }) => codes), diets: [] }, 'products');
  const isNamed = sql`${likeness(words)} >= ${SAME_NAME_SIMILARITY}`;
  const isLike = sql`(${isAlone} AND ${likeness(words)} >= ${MIN_WORD_SIMILARITY} AND (${isNamed} OR ${isSafe}))`;
  return {
    matches: words.length < MIN_FUZZY_LENGTH ? contains(words) : or(contains(words), isLike),
    relevance: relevanceOf(words),
  };
}

const NAME = sql`fold_text(${products.name})`;
const likeness = (words: string): SQL => sql`word_similarity(${words}, ${NAME})`;
const literal = (words: string): string => words.replace(/[\\%_]/g, '\\$&');

const contains = (words: string): SQL =>
  sql`(${NAME} LIKE ${`%${literal(words)}%`} OR fold_text(${products.description}) LIKE ${`%${literal(words)}%`}
    OR fold_text(${products.sku}) LIKE ${`%${literal(words)}%`})`;

const relevanceOf = (words: string): SQL<number> => sql<number>`(
  CASE WHEN ${NAME} LIKE ${`${literal(words)}%`} THEN 3000 WHEN ${NAME} LIKE ${`%${literal(words)}%`} THEN 2000
    WHEN fold_text(${products.sku}) LIKE ${`%${literal(words)}%`} THEN 1000 ELSE 0 END
    + round(999 * ${likeness(words)})::integer
)`;
