/** Letters that Unicode does not decompose into a base letter and a mark. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ħ: 'h',
  ŋ: 'n',
  ς: 'σ',
};
const WHOLE_LETTER = new RegExp(`[${Object.keys(WHOLE_LETTERS).join('')}]`, 'gu');
/**
 * Accents of alphabets, points of Hebrew and Arabic. The marks of kana and of Indic scripts are letters: が is not か.
 */
const ACCENTS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]/gu;

/**
 * Folds case, accents and compatibility forms, so that both sides of a comparison look alike: `Œufs` and `oeufs`,
 * `Nüsse` and `nusse`. German `ue` for `ü` is a spelling, not a fold. `fold_text` in schema/migrations does the same.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replace(WHOLE_LETTER, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .normalize('NFKC');
}

/** A word of a text: its folded form, and where it stands in the text (UTF-16 units, end exclusive). */
export interface Word {
  word: string;
  start: number;
  end: number;
}

/** The separators allowed between the words of one name: a space, a hyphen or an apostrophe. */
const WITHIN_A_NAME = /^(?:[^\S\n]+|[^\S\n]?['’‘`´][^\S\n]?|[-‐‑])?$/u;

/** Returns true if the text between two words may belong to one name: “soy, milk” is not soy milk. */
export const joinsWords = (gap: string): boolean => WITHIN_A_NAME.test(gap);

/** The words of a text by Unicode, in their order. A hyphen or an apostrophe parts two words. */
export function wordsIn(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu), ({ 0: word, index }) => ({
    word: fold(word),
    start: index,
    end: index + word.length,
  }));
}
