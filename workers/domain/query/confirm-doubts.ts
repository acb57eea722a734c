import { type AllergenCode, inOrder } from '../../../contracts/allergens/codes.ts';
import type { DietCode } from '../../../contracts/diets.ts';
import { wordsIn } from '../../../contracts/fold.ts';
import { isCommonWord, withoutCommonInRun } from './explained-words.ts';
import { isNumberWord } from './prices.ts';
import type { UnderstoodQuery } from './understood-query.ts';
import { isUnspaced } from './words-of.ts';

/** Allergens that are perhaps refused, and the words about them that were not understood. */
export interface Unconfirmed {
  codes: AllergenCode[];
  words: string[];
}

export const NONE_UNCONFIRMED: Unconfirmed = { codes: [], words: [] };

/** The words that the menu may explain. */
export const doubtfulWords = ({ doubts, unexplained, dietNames }: UnderstoodQuery): string[] => [
  ...new Set([
    ...unexplained,
    ...doubts.flatMap(({ name, isGuess }) => (isGuess ? [name] : [])),
    ...dietNames.map(({ name }) => name),
  ]),
];

/** The diets of a person: not those that are only in the names of dishes on the menu. */
export const dietsOf = ({ diets, dietNames, ownDiets }: UnderstoodQuery, onMenu: ReadonlySet<string>): DietCode[] => {
  const named = dietNames.flatMap(({ diet, name }) => (onMenu.has(name) ? [diet] : []));
  return diets.filter((diet) => !named.includes(diet) || ownDiets.includes(diet));
};

/** The doubts that remain once the words on the menu are explained. */
export function unconfirmedBy({ doubts }: UnderstoodQuery, onMenu: ReadonlySet<string>): Unconfirmed {
  const open = doubts
    .filter(({ name, isGuess }) => !isGuess || !onMenu.has(name))
    .map(({ codes, words }) => ({ codes, words: words.filter((word) => !onMenu.has(word)) }))
    .filter(({ words }) => words.length > 0);
  return {
    codes: inOrder(open.flatMap(({ codes }) => codes)),
    words: [...new Set(open.flatMap(({ words }) => words))],
  };
}

/**
 * The search text without the words that give a reason for a refusal: words that are neither explained nor on the menu,
 * and the common words around them.
 * @param names Words that name what is perhaps refused, to be left out too.
 */
export function soughtIn(
  { query, unexplained }: UnderstoodQuery,
  onMenu: ReadonlySet<string>,
  names: ReadonlySet<string> = new Set(),
): string {
  const unknown = unexplained.filter((word) => !onMenu.has(word));
  const left = unknown.filter(isUnspaced).reduce((text, run) => text.replaceAll(run, ' '), query);
  const rest = isUnspaced(left) ? withoutCommonInRun(left) : left;
  return wordsIn(rest)
    .filter(({ word }) => !unknown.includes(word) && !isCommonWord(word) && !isNumberWord(word) && !names.has(word))
    .map(({ start, end }) => rest.slice(start, end))
    .join(' ');
}
