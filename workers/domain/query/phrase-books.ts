import { refusalIn } from '../../../contracts/allergens/word-forms.ts';
import { fold } from '../../../contracts/fold.ts';
import {
  AFTER,
  AFTER_PORTUGUESE_NO,
  AFTER_UNSPACED,
  ALLERGY_WORDS,
  BEFORE,
  CONTAIN,
  CONTAIN_UNSPACED,
  DENYING,
  EITHER,
  HARMING,
  NOT_HAVING,
  type Severity,
} from './refusal-phrases.ts';
import { PhraseBook, type Piece } from './words-of.ts';

const phraseBook = ({ taste, allergy }: Readonly<Record<Severity, string>>): PhraseBook<Severity> => {
  const each = (list: string, severity: Severity) =>
    list.split(',').map((phrase) => [phrase.trim(), severity] as const);
  return new PhraseBook([...each(taste, 'taste'), ...each(allergy, 'allergy')]);
};

export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).map(fold));

/** Phrases that refuse what comes after them, and what comes before them. */
const BEFORE_BOOK = phraseBook(BEFORE);
export const AFTER_BOOK = phraseBook(AFTER);

export const EITHERS = wordSet(EITHER);
const HARMING_AT = new RegExp(`^(?:${HARMING})(?= |$)`, 'u');
const MOST_WORDS = 8;

/** Returns the number of pieces that a pattern matches from a place on. */
function matchedAt(pattern: RegExp, pieces: readonly Piece[], at: number): number {
  if (!/^[a-z]/.test(pieces[at]?.key ?? '')) return 0;
  const words = pieces.slice(at, at + MOST_WORDS).map(({ key }) => key);
  return pattern.exec(words.join(' '))?.[0].split(' ').length ?? 0;
}

const DENIED_AT = new RegExp(`^(?:${DENYING})(?= |$)`, 'u');
/** Returns the number of pieces at a place that say that a person has no allergy. */
export function denialAt(pieces: readonly Piece[], at: number): number {
  const length = matchedAt(DENIED_AT, pieces, at);
  // “Not for me (allergy)”.
  // “Allergies? None.”
  const asked = isAllergyWord(pieces[at]) ? 1 : 0;
  const isParted = pieces
    .slice(at + 1, at + length)
    .some(({ gap }, place) => !(place < asked ? /^[\s?]*$/u : /^[\s'’-]*$/u).test(gap));
  return isParted ? 0 : length;
}

/** With an article: “keine Nüsse, Allergie” and “don’t have nuts, allergy” refuse them. */
const NOT_HAVING_AT = new RegExp(`^(?:${NOT_HAVING})(?= |$)`, 'u');
/** Returns the number of pieces before a named allergen in such a phrase: “I don’t have a nut allergy”. */
export const notHavingAt = (pieces: readonly Piece[], at: number): number => matchedAt(NOT_HAVING_AT, pieces, at);

const SWEDISH_VERBS = wordSet('har hade kan kunde vill skulle ar far brukar serverar saljer');
/** “Har ni pizza?”: elsewhere “ni” is neither. */
export const isSwedishYou = (key: string | undefined, before: string | undefined): boolean =>
  key === 'ni' && SWEDISH_VERBS.has(before ?? '');

/** The longest phrase at a place that refuses what comes after it: how many pieces it takes, and what it says. */
export function refusalAt(pieces: readonly Piece[], at: number): { length: number; value: Severity } | undefined {
  const known = isSwedishYou(pieces[at]?.key, pieces[at - 1]?.key) ? undefined : BEFORE_BOOK.at(pieces, at);
  const harming = matchedAt(HARMING_AT, pieces, at);
  // “Allergies: carrot, peach.”
  const isHeading = ALLERGY.has(pieces[at]?.key ?? '') && /^\s*:/.test(pieces[at + 1]?.gap ?? '');
  const length = Math.max(harming, isHeading ? 1 : 0);
  const found = length > (known?.length ?? 0) ? { length, value: 'allergy' as const } : known;
  if (found === undefined) return undefined;
  return EITHERS.has(pieces[at + found.length]?.key ?? '') ? { ...found, length: found.length + 1 } : found;
}

const ALLERGY = wordSet(ALLERGY_WORDS);

/** The words of allergies in every form; “allergens” are asked for as well. */
const ALLERGY_STEM =
  /^(?:allerg(?!en)|alerg(?!en)|アレルギー|anaphyla|uczul|alerji|intoleran|intolleran|overgevoelig)|(?:allergi|unvertra?e?glichkeit|intoleran)\p{L}*$/u;
/** “Quittenallergie”. */
export const ALLERGY_COMPOUND = /^\p{L}{3,}(?:allergi\p{L}+|intoleran(?:z|tie)|unvertra?e?glichkeit)$/u;
export const isAllergyWord = (piece: Piece | undefined): boolean =>
  piece !== undefined && (ALLERGY.has(piece.key) || ALLERGY_STEM.test(piece.key));
/** “The allergy menu”. */
const ABOUT_ALLERGIES = wordSet(
  'menu info infos information list chart table card guide advice liste karte tabelle carte lista',
);

/** Returns the place where a text first mentions an allergy or traces; undefined where it does not. */
export const allergyIn = (pieces: readonly Piece[]): number | undefined => {
  const at = pieces.findIndex(
    ({ key, mention }, index) =>
      (mention !== undefined && refusalIn(key).isTrace) ||
      (isAllergyWord(pieces[index]) && !ABOUT_ALLERGIES.has(pieces[index + 1]?.key ?? '')),
  );
  return at < 0 ? undefined : at;
};
export const speaksOfAllergyUnspaced = (text: string): boolean => /アレルギー|过敏|過敏|알레르기/u.test(text);

export const CONTAINS = wordSet(CONTAIN);
export const NOT_AFTER_NO = wordSet(AFTER_PORTUGUESE_NO);
/** Pronouns: the refused thing was named before them. */
export const PRONOUNS = wordSet('it them that those these this dagegen darauf');
export const NEGATING = wordSet('not non nicht pas niet nie nao');
/** “Nothing beats peanuts” and “Sesam hat hier nichts verloren” do not refuse the following words. */
export const NOTHING = wordSet('nothing nichts niets nic rien');
/** Prepositions before the person or purpose of a dish. */
export const BENEFITS = wordSet('for fur fuer pour per para pra voor dla');
/** Words that a thing follows. */
export const PREPOSITIONS = wordSet(
  'without w ohne sans senza sin zonder sem bez bina बिना except exclude excluding sauf tranne behalve',
);

export const ARTICLES = wordSet(
  'the a an any some even of de di von der die das den dem des ein eine einem einer le la les l du de des d un une il lo i gli el los las de het een o os as um uma',
);

const PARTICLES =
  '(?:類|系|製品|入り|成分|など|とか|全部|全て|すべて|ぜんぶ|[二三四五]つとも|だけ|の|が|を|は|も|に|には|で)*';
const after = (phrases: string): RegExp => new RegExp(`^${PARTICLES}\\s*(?:${phrases})`, 'u');
/** Phrases that refuse, or ask for, the thing before them, in a text without spaces. */
export const AFTER_RUN: Readonly<Record<Severity, RegExp>> = {
  allergy: after(AFTER_UNSPACED.allergy),
  taste: after(AFTER_UNSPACED.taste),
};
export const CONTAINED_RUN = after(CONTAIN_UNSPACED);
