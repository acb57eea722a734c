import { wordsOf } from './word-stems.ts';

/** Words of a chatty request that no product is about. PostgreSQL's own stop words go without saying. */
const CHATTER = new Set(
  'something anything someone want wanted like get got order buy show find give need looking look please hello hi hey thanks dish dishes food item items product products menu option options good nice maybe also else there under over than less more euro euros eur dollar dollars usd pound pounds gbp price cheap cheaper'.split(
    ' ',
  ),
);
const MAX_WORDS = 12;

/** The words of a request that are worth searching for; all of its words when none is left otherwise. */
export function searchWords(query: string): string[] {
  const words = [...new Set(wordsOf(query))];
  const telling = words.filter((word) => word.length > 1 && !CHATTER.has(word));
  return telling.slice(0, MAX_WORDS);
}
