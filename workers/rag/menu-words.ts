import { COMMON } from '../domain/query/common-words.ts';
import { isCommonWord } from '../domain/query/explained-words.ts';
import { wordSet } from '../domain/query/phrase-books.ts';
import { STOP_WORDS, wordsOf } from './word-stems.ts';

/** Words of a chatty request that no product is about. */
const CHATTER = new Set(
  'something anything someone want wanted like get got order buy show find give need looking look please hello hi hey thanks which contain contains containing include includes dish dishes food item items product products menu option options good nice maybe also else there under over than less more euro euros eur dollar dollars usd pound pounds gbp price cheap cheaper course courses kind kinds show'.split(
    ' ',
  ),
);
const REQUESTS = Object.values(COMMON).map(wordSet);
/** A single word does not tell the language: “mein” is in “chow mein”, and “mais” is corn. */
const MIN_WORDS_OF_A_LANGUAGE = 2;

/** The words of a request that a product may have; empty when it says nothing of one. */
export function menuWords(query: string): string {
  const words = wordsOf(query).filter(
    (word) => !/^[a-z0-9]$/.test(word) && !CHATTER.has(word) && !STOP_WORDS.has(word),
  );
  const spoken = REQUESTS.filter(
    (common) => new Set(wordsOf(query).filter((word) => common.has(word))).size >= MIN_WORDS_OF_A_LANGUAGE,
  );
  const rest = words.filter((word) => !spoken.some((common) => common.has(word)));
  return (rest.length > 0 ? rest : words).join(' ');
}

/** Returns whether a request has only words that any request may have. */
export const isAllCommon = (query: string): boolean => wordsOf(query).every(isCommonWord);
