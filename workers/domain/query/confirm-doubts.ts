import { type AllergenCode, inOrder } from '../../../contracts/allergens/codes.ts';
import type { Doubt } from './doubts.ts';

/** What is perhaps refused, and the words about it that were not understood. */
export interface Unconfirmed {
  codes: AllergenCode[];
  words: string[];
}

export const NONE_UNCONFIRMED: Unconfirmed = { codes: [], words: [] };

/** The words of the doubts, which the menu may know. */
export const doubtfulWords = (doubts: readonly Doubt[]): string[] => [
  ...new Set(doubts.flatMap(({ words, guess }) => (guess === undefined ? words : [...words, guess]))),
];

/** What is left of the doubts when the words on the menu are explained. */
export function unconfirmedBy(doubts: readonly Doubt[], onMenu: ReadonlySet<string>): Unconfirmed {
  const open = doubts
    .filter(({ guess }) => guess === undefined || !onMenu.has(guess))
    .map(({ codes, words }) => ({ codes, words: words.filter((word) => !onMenu.has(word)) }))
    .filter(({ words }) => words.length > 0);
  return {
    codes: inOrder(open.flatMap(({ codes }) => codes)),
    words: [...new Set(open.flatMap(({ words }) => words))],
  };
}
