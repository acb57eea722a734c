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
/** Accents of alphabets. The marks of kana and of Indic scripts are letters of their own: が is not か. */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/**
 * Folds case, accents and compatibility forms, so that both sides of a comparison look alike: `Œufs` and `oeufs`,
 * `Nüsse` and `nusse`. German `ue` for `ü` is a spelling, not a fold.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTED, '$1')
    .replace(WHOLE_LETTER, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .normalize('NFKC');
}

/** A word of a text: its folded form, and where it stands in the text (UTF-16 units, end exclusive). */
export interface Word {
  word: string;
  start: number;
  end: number;
}

/** The words of a text by Unicode, in their order. A hyphen or an apostrophe parts two words. */
export function wordsIn(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu), ({ 0: word, index }) => ({
    word: fold(word),
    start: index,
    end: index + word.length,
  }));
}
