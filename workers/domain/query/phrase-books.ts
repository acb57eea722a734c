import { fold } from '../../../contracts/fold.ts';
import {
  AFTER,
  AFTER_PORTUGUESE_NO,
  AFTER_UNSPACED,
  ALLERGY_WORDS,
  BEFORE,
  CONTAIN,
  CONTAIN_UNSPACED,
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
export const BEFORE_BOOK = phraseBook(BEFORE);
export const AFTER_BOOK = phraseBook(AFTER);

const ALLERGY = wordSet(ALLERGY_WORDS);

/** Whether a text speaks of an allergy: all that it refuses harms. */
export const speaksOfAllergy = (text: string, pieces: readonly Piece[]): boolean =>
  pieces.some(({ key }) => ALLERGY.has(key)) || /アレルギー|过敏|過敏|알레르기/u.test(text);

export const CONTAINS = wordSet(CONTAIN);
export const NOT_AFTER_NO = wordSet(AFTER_PORTUGUESE_NO);
/** What is refused by one of these was said before. */
export const PRONOUNS = wordSet('it them that those these this dagegen darauf');
export const NEGATING = wordSet('not non nicht pas niet nie nao');
/** “Nothing beats peanuts” and “Sesam hat hier nichts verloren” refuse none of what comes after them. */
export const NOTHING = wordSet('nothing nichts niets nic rien');
/** What comes after one of these is a thing. */
export const PREPOSITIONS = wordSet(
  'without w ohne sans senza sin zonder sem bez bina बिना except exclude excluding sauf tranne behalve',
);

const PARTICLES = '(?:類|系|製品|入り|成分|など|とか|の|が|を|は|も|に|には|で)*';
const after = (phrases: string): RegExp => new RegExp(`^${PARTICLES}\\s*(?:${phrases})`, 'u');
/** What refuses, or asks for, what stands before it in a text without spaces. */
export const AFTER_RUN: Readonly<Record<Severity, RegExp>> = {
  allergy: after(AFTER_UNSPACED.allergy),
  taste: after(AFTER_UNSPACED.taste),
};
export const CONTAINED_RUN = after(CONTAIN_UNSPACED);
