import { wordsIn } from '../fold.ts';
import { ALLERGEN_CODES, type AllergenCode, groupsOf, inOrder } from './codes.ts';
import { mentionsOf } from './mentions.ts';
import { nearestNames } from './nearest.ts';
import { listedNames, meaningOf, phraseKey } from './vocabulary.ts';

/** The codes that a word means, or the nearest names when it means none. */
export type ResolvedAllergen = { isKnown: true; codes: AllergenCode[] } | { isKnown: false; nearest: string[] };

/** Said around the name of an allergen by people and models: “no nuts”, “nut allergy”, “any dairy products”. */
const AROUND_A_REFUSAL = new Set(
  'no not without any all the a an of and or free from allergy allergies allergic allergen allergens to intolerance intolerant products product raw cooked fresh traces trace contains containing sans et ou sin y o senza e ed bez i ohne und please oder frei kein keine zonder en vrij sem ou'.split(
    ' ',
  ),
);

/**
 * Turns a word, in any of the languages and in any case, into codes.
 * @param as `declared`: by a shop, where it must be the name alone, so that “may contain nuts” is refused. `refused`:
 *   by a person or a model, where words around the names are understood and “nuts” takes in peanuts.
 */
export function resolveAllergen(text: string, as: 'declared' | 'refused'): ResolvedAllergen {
  const meaning = meaningOf(phraseKey(text));
  if (meaning !== undefined && meaning[as].length > 0 && (as === 'refused' || !meaning.isRefusal)) {
    return { isKnown: true, codes: [...meaning[as]] };
  }
  if (as === 'refused' && meaning === undefined) {
    const mentions = mentionsOf(text).filter(({ codes }) => codes.length > 0);
    const isCovered = wordsIn(text).every(
      ({ word, start, end }) =>
        AROUND_A_REFUSAL.has(word) || mentions.some((mention) => mention.start <= start && end <= mention.end),
    );
    if (mentions.length > 0 && isCovered) {
      return { isKnown: true, codes: inOrder(mentions.flatMap(({ codes }) => codes)) };
    }
  }
  const nearest = nearestNames(text, listedNames());
  return { isKnown: false, nearest: nearest.length > 0 ? nearest : [...GROUPS] };
}

const MIN_MISSPELT = 5;
/** Colours that look like names: “salade verte” has nothing of the Swedish “vete”. */
const NOT_MISSPELT = /^(?:vertes?|rouges?)$/u;
let allNames: Array<{ name: string; code: AllergenCode }> | undefined;

/** The most probable codes of a misspelt name, as a person refuses it; empty when no name is similar. */
export function nearestAllergen(word: string): AllergenCode[] {
  if (word.length < MIN_MISSPELT || NOT_MISSPELT.test(word)) return [];
  allNames ??= [...listedNames()];
  const [nearest] = nearestNames(word, allNames, word.length < 2 * MIN_MISSPELT ? 1 : 2);
  return nearest === undefined ? [] : [...(meaningOf(phraseKey(nearest))?.refused ?? [])];
}

/** The fourteen groups of Annex II, offered when a word resembles no name. */
const GROUPS = ALLERGEN_CODES.filter((code) => groupsOf(code).length === 0);
