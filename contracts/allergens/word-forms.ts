import { fold } from '../fold.ts';

/** After folding: plural, possessive, cases, “with”, -lı/-li, -ca and -dir, up to three of them. */
const TURKISH_SUFFIX = '(?:l[ae]r|[iu]?m|n?[iu]n|s?[iu]|[yn]?[aeiu]|n?[dt][ae]n?|y?l[ae]|l[iu]k?|c[ae]|d[iu]r)';
const TURKISH_ENDING = new RegExp(`^${TURKISH_SUFFIX}{1,3}$`);
const TURKISH_PLURAL = '(?:l[ae]r(?:[iu])?)';
/** A vowel after them softens k, p and t. */
const HARDENED: Readonly<Record<string, string>> = { g: 'k', b: 'p', d: 't' };
const TURKISH_WITHOUT = new RegExp(`^(?:${TURKISH_PLURAL})?s[iu]z$`);

/** “-less”, “-frei”, “-vrij”, “-fri” and compounds with allergy or intolerance, folded. */
const REFUSING_ENDING =
  /(?:less|frei(?:e[smnr]?)?|vrije?|fri(?:tt|t|e)?|lose?|loos|loze|allergi(?:e|es|ker|kerin|sch|sk|en)?|intoleran(?:z|t|ta|te|tie|s|se)|unvertr(?:a|ae)glichkeit(?:en)?)$/;
const LINKING_LETTERS = /(?:n|s|en|e)$/;

/** A stem that a phrase may be a form of. */
export interface Stem {
  stem: string;
  /** The ending says “without” or “allergy”. */
  isRefusal: boolean;
  /** True if the ending exists only in Turkish. */
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
    if (!isRefusal && !TURKISH_ENDING.test(ending)) continue;
    const stem = key.slice(0, -length);
    yield { stem, isRefusal, isTurkish: true };
    const hard = HARDENED[stem.at(-1) ?? ''];
    if (hard !== undefined) yield { stem: stem.slice(0, -1) + hard, isRefusal, isTurkish: true };
  }
}

/** Cases of Polish nouns and adjectives, folded, the longest first. */
const POLISH_ENDING =
  /(?:ow(?:ymi|ych|ego|emu|ej|ym|ie|i|a|e|y)|i?ami|i?ach|i?ego|i?emu|[iy]mi|[iy]ch|i?ow|i?om|i?em|[iy]m|ej|i[aeou]|[aeiouy])$/;
/** Polish consonants soften before some endings: musztarda, musztardzie; seler, selerze; jajko, jajek. */
const POLISH_SOFT = /(?:dz|rz|c|(?<=[^aeiouy])ek)$/;
const POLISH_HARD: Readonly<Record<string, string>> = { dz: 'd', rz: 'r', c: 'k', ek: 'k' };
const MIN_POLISH_STEM = 3;

/**
 * Returns the stem shared by all forms of a Polish phrase, each word without its ending; undefined when it is too
 * short.
 */
export function polishStem(key: string): string | undefined {
  if (!/^[a-z ]+$/.test(key)) return undefined;
  const stems = key.split(' ').map((word) => {
    const bare = word.replace(POLISH_ENDING, '');
    // “raki” may be the Turkish drink.
    const isShort = bare.length < MIN_POLISH_STEM || (bare.length === MIN_POLISH_STEM && word.length - bare.length < 2);
    return isShort ? word : bare.replace(POLISH_SOFT, (soft) => POLISH_HARD[soft] ?? soft);
  });
  const stem = stems.join(' ');
  return stem.length < MIN_POLISH_STEM ? undefined : stem;
}

const MIN_PART = 4;
const MIN_OTHER_PART = 3;
const [MIN_BEFORE, MAX_TAKEN_APART] = [2, 40];

/** Returns the possible first parts of a German or Dutch compound, longest first: Haselnusskuchen, Milcheiweiß. */
export const firstPartsOf = (word: string): string[] =>
  Array.from({ length: Math.max(0, word.length - MIN_OTHER_PART - MIN_PART + 1) }, (_, shorter) =>
    word.slice(0, word.length - MIN_OTHER_PART - shorter),
  );

/**
 * Yields the possible last parts of a compound, longest first, and then its possible middle parts: Ziegenmilch,
 * Ziegenkäsetaler. The letters before a part must contain a syllable: “Schwein” is not wine.
 * @param isRest A known part precedes `word`, so that no syllable is needed.
 */
export function* laterPartsOf(word: string, isRest: boolean): Generator<string> {
  const begins = Array.from({ length: Math.max(0, word.length - MIN_PART + 1) }, (_, at) => at).filter(
    (at) => isRest || (at >= MIN_BEFORE && /[aeiouy]/.test(word.slice(0, at))),
  );
  for (const begin of begins) yield word.slice(begin);
  if (isRest || word.length > MAX_TAKEN_APART) return;
  for (const begin of begins) {
    for (let end = word.length - MIN_OTHER_PART; end >= begin + MIN_PART; end -= 1) yield word.slice(begin, end);
  }
}

/** “Käsespuren”, “Erdnussreste”. */
const TRACE_ENDING = /(?:spuren?|reste?n?|ruckstande?n?|anteile?n?|bestandteile?n?|sporen|restjes|spor|spar)$/;

/** The word without “-free”, “allergy” or “traces” at its end, undefined where it has none of them. */
export function refusalIn(word: string): { stem: string | undefined; isRefusal: boolean; isTrace: boolean } {
  const [refusal, trace] = [REFUSING_ENDING.exec(word), TRACE_ENDING.exec(word)];
  const ending = refusal ?? trace;
  const stem = ending === null || ending.index < MIN_OTHER_PART ? undefined : word.slice(0, ending.index);
  return { stem, isRefusal: stem !== undefined && refusal !== null, isTrace: stem !== undefined && refusal === null };
}

/** A name as it is written: in small letters, with umlauts spelt out, and its plural in -s. */
export const spellingsOf = (name: string): string[] => [...new Set([...umlautsOf(name), ...pluralsOf(fold(name))])];

/** A name in small letters, and with umlauts spelt out. */
export const umlautsOf = (name: string): string[] => [
  fold(name),
  fold(
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[äöü]/g, (letter) => `${fold(letter)}e`),
  ),
];

const MIN_WITH_PLURAL = 3;
/** “Eis” is German for ice. */
function pluralsOf(word: string): string[] {
  if (!/^[\p{Script=Latin}\s'-]+$/u.test(word) || word.length < MIN_WITH_PLURAL) return [];
  if (/[^aeiou]y$/.test(word)) return [`${word}s`, `${word.slice(0, -1)}ies`];
  return /(?:s|x|ch|sh|o)$/.test(word) ? [`${word}s`, `${word}es`] : [`${word}s`];
}
