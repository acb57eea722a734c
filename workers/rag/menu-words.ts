import { STOP_WORDS, wordsOf } from './word-stems.ts';

/** Words of a chatty request that no product is about. */
const CHATTER = new Set(
  'something anything someone want wanted like get got order buy show find give need looking look please hello hi hey thanks which contain contains containing include includes dish dishes food item items product products menu option options good nice maybe also else there under over than less more euro euros eur dollar dollars usd pound pounds gbp price cheap cheaper course courses kind kinds show'.split(
    ' ',
  ),
);

/** The words of a request that a product may have; empty when it says nothing of one. */
export function menuWords(query: string): string {
  return wordsOf(query)
    .filter((word) => !/^[a-z0-9]$/.test(word) && !CHATTER.has(word) && !STOP_WORDS.has(word))
    .join(' ');
}
