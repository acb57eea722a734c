import { and, or, type SQL, sql } from 'drizzle-orm';
import { fold, wordsIn } from '../../../contracts/fold.ts';
import { products } from '../../../schema/tables/catalog.ts';
import { isCommonWord, isFood, isPlainWord } from '../query/explained-words.ts';
import { understandQuery } from '../query/understand-query.ts';
import { refusesSomething, type UnderstoodQuery } from '../query/understood-query.ts';
import { fitsUnderstood } from './fits-understood.ts';
import { safeFor, texts } from './safe-for.ts';

/** As in retrieval: lets "tiramsu" find "Tiramisù", where PostgreSQL's own 0.6 asks for more. */
const MIN_WORD_SIMILARITY = 0.4;
/** Higher for one word of several, which is weaker evidence. */
const MIN_SIMILARITY_OF_A_WORD = 0.55;
/** A query within a letter or two of a dish’s name means that dish, whatever it contains. */
const SAME_NAME_SIMILARITY = 0.65;
/** Shorter words are like too many others. */
const MIN_FUZZY_LENGTH = 4;

/** Fewer are those of too many words. */
const MIN_CONSONANTS = 3;

/** The products that a search finds, and how well each fits. */
export interface ProductSearch {
  matches: SQL | undefined;
  /** An integer, so that it can stand in a cursor: the higher, the better. */
  relevance: SQL<number>;
}

/**
 * Finds products with all words of the search, in any order. Products with a refused ingredient (“pasta without egg”)
 * are left out. Fuzzy matches must also be safe for possible refusals.
 */
export function productSearch(search: string, eligible: SQL | undefined): ProductSearch {
  const understood = understandQuery(search);
  if (!refusesSomething(understood)) return literalSearch(search, eligible, understood);
  const words = wordsIn(understood.query).flatMap(({ word }) => (isCommonWord(word) ? [] : [word]));
  return {
    matches: and(understood.isUnsafe ? sql`false` : fitsUnderstood(understood, 'products'), contains(words)),
    relevance: relevanceOf(words.join(' ')),
  };
}

/**
 * A filter that holds for products which have the words and, only when there is none, for those whose name is spelled
 * like them. Accents count on neither side.
 * @param eligible The products that the caller may find: among these there must be none.
 */
function literalSearch(search: string, eligible: SQL | undefined, { doubts }: UnderstoodQuery): ProductSearch {
  const words = fold(search);
  const isSafe = safeFor({ exclude_allergens: doubts.flatMap(({ codes }) => codes), diets: [] }, 'products');
  const hasAll = sql`(${contains([words])} OR (${contains(partsOf(words))} AND ${isSafe}))`;
  const isAlone = sql`NOT EXISTS (SELECT FROM ${products} WHERE ${eligible} AND ${hasAll})`;
  const isNamed = sql`${likeness(words)} >= ${SAME_NAME_SIMILARITY}`;
  const tried = partsOf(words).filter((part) => part.length >= MIN_FUZZY_LENGTH);
  const alike = tried.map((part) => sql`${likeness(part)} >= ${MIN_SIMILARITY_OF_A_WORD}`);
  // “Edamme beans” may mean edamame, but each word that no vocabulary knows must resemble the name.
  const unknown = tried.filter((part) => !isPlainWord(part) && !isFood(part));
  const hasUnknown = unknown.map((part) => sql`${likeness(part)} >= ${MIN_WORD_SIMILARITY}`);
  const isSpeltLike = or(
    sql`${likeness(words)} >= ${MIN_WORD_SIMILARITY}`,
    and(or(...alike), ...hasUnknown),
    unknown.length > 0 ? soundsLike(words) : undefined,
  );
  const isLike = sql`(${isAlone} AND ${isSpeltLike} AND (${isNamed} OR ${isSafe}))`;
  return {
    matches: words.length < MIN_FUZZY_LENGTH ? hasAll : or(hasAll, isLike),
    relevance: relevanceOf(words),
  };
}

const NAME = sql`fold_text(${products.name})`;
const likeness = (words: string): SQL => sql`word_similarity(${words}, ${NAME})`;
/** “Homous” for “hummus”: the consonants are those of whole words of the name. */
const soundsLike = (words: string): SQL =>
  sql`(length(consonants(${words})) >= ${MIN_CONSONANTS} AND ' ' || consonants(${NAME}) || ' ' LIKE '% ' || consonants(${words}) || ' %')`;
const literal = (words: string): string => words.replace(/[\\%_]/g, '\\$&');

/** The parts of a folded search that must each stand somewhere; without the words that every sentence has. */
function partsOf(words: string): string[] {
  const parts = words.split(/[\s,;]+/).filter((part) => part !== '');
  const telling = parts.filter((part) => !isCommonWord(part));
  return telling.length > 0 ? telling : parts;
}

/** For a plural in “s”, the singular suffices. */
const stemOf = (word: string): string => word.replace(/(?<=\p{L}{3}[^s])s$/u, '');

const contains = (words: readonly string[]): SQL => {
  const patterns = words.map((word) => `%${literal(stemOf(word))}%`);
  return sql`fold_text(concat_ws(E'\\n', ${products.name}, ${products.description}, ${products.sku})) LIKE ALL (${texts(patterns)})`;
};

const relevanceOf = (words: string): SQL<number> => sql<number>`(
  CASE WHEN ${NAME} LIKE ${`${literal(words)}%`} THEN 3000 WHEN ${NAME} LIKE ${`%${literal(words)}%`} THEN 2000
    WHEN fold_text(${products.sku}) LIKE ${`%${literal(words)}%`} THEN 1000 ELSE 0 END
    + round(999 * ${likeness(words)})::integer
)`;
