import { wordsIn } from '../../contracts/fold.ts';

/** Words that say nothing about what a text is about. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  'a an and any are as at be but by can do for from have i in is it like me my not of on or our please some something that the there this to want we what which with would you your'.split(
    ' ',
  ),
);

/** The folded words of a text, in order. Digits count as words. */
export const wordsOf = (text: string): string[] => wordsIn(text).map(({ word }) => word);

/** A light English stem: plural and -ing/-ed endings. Two forms of a word need only agree, not be words. */
export function stemOf(word: string): string {
  if (word.length <= 3) return word;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ie')) return `${word.slice(0, -2)}y`;
  if (/(?:ss|sh|ch|x|z|o)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  return word;
}
