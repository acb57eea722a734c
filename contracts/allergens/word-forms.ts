import { fold } from '../fold.ts';

/** After folding: -lı/-li, the cases, the cases after a possessive, and all of them after the plural. */
const TURKISH_CASES = '(?:[aeiu]|y[aeiu]|[dt][ae]n|[iu]n|n[iu]n|l[iu]|n[aeiu]|nd[ae]n)';
const TURKISH_PLURAL = '(?:l[ae]r(?:[iu])?)';
const TURKISH_ENDING = new RegExp(`^(?:${TURKISH_PLURAL}|${TURKISH_PLURAL}?${TURKISH_CASES})$`);
const TURKISH_WITHOUT = new RegExp(`^(?:${TURKISH_PLURAL})?s[iu]z$`);

/** “-less”, “-frei”, “-vrij” and compounds with allergy or intolerance, folded. */
const REFUSING_ENDING =
  /(?:less|frei(?:e[smnr]?)?|vrije?|lose?|loos|loze|allergi(?:e|es|ker|kerin|sch)|intoleran(?:z|t|tie)|unvertr(?:a|ae)glichkeit)$/;
const LINKING_LETTERS = /(?:n|s|en)$/;

/** A stem that a phrase may be a form of. */
export interface Stem {
  stem: string;
  /** The ending says “without” or “allergy”. */
  isRefusal: boolean;
  /** Only of Turkish names: in other languages the ending is none. */
  isTurkish: boolean;
}

/** The stems of a phrase's key by what its last word ends with, the likeliest first. */
export function* stemsOf(key: string): Generator<Stem> {
  const refusing = REFUSING_ENDING.exec(key);
  if (refusing !== null && refusing.index > 1) {
    const stem = key.slice(0, refusing.index).trimEnd();
    yield { stem, isRefusal: true, isTurkish: false };
    yield { stem: stem.replace(LINKING_LETTERS, ''), isRefusal: true, isTurkish: false };
  }
  for (let length = 1; length <= 8 && key.length - length >= 3; length += 1) {
    const ending = key.slice(-length);
    const isRefusal = TURKISH_WITHOUT.test(ending);
    if (isRefusal || TURKISH_ENDING.test(ending)) yield { stem: key.slice(0, -length), isRefusal, isTurkish: true };
  }
}

/** A name as it is written: in small letters, with umlauts spelt out, and its plural in -s. */
export function spellingsOf(name: string): string[] {
  const folded = fold(name);
  if (!/^[\p{Script=Latin}\s'-]+$/u.test(folded)) return [folded];
  const umlautsSpelt = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöü]/g, (letter) => `${fold(letter)}e`);
  return [...new Set([folded, fold(umlautsSpelt), ...pluralsOf(folded)])];
}

function pluralsOf(word: string): string[] {
  if (/[^aeiou]y$/.test(word)) return [`${word}s`, `${word.slice(0, -1)}ies`];
  return /(?:s|x|ch|sh|o)$/.test(word) ? [`${word}s`, `${word}es`] : [`${word}s`];
}
