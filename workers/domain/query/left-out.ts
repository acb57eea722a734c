import { type AllergenCode, groupsOf, membersOf } from '../../../contracts/allergens/codes.ts';
import { mentionsOf } from '../../../contracts/allergens/mentions.ts';
import { type AllergenDeclaration, safetyOf } from '../../../contracts/allergens/safety.ts';
import { isMadeOf, meaningOf } from '../../../contracts/allergens/vocabulary.ts';
import { remembered } from '../../../contracts/remembered.ts';
import {
  foodRefusedBy,
  foodsMentioned,
  foodsOfCompound,
  isCalledKind,
  isCompoundWith,
  isKindOfDish,
  partsNamingFood,
} from './foods.ts';
import { readPhrases } from './understand-query.ts';
import type { UnderstoodQuery, Wanted } from './understood-query.ts';
import { isUnspaced, normalise, piecesOf } from './words-of.ts';

/** The texts and declarations of a dish on the menu. */
export interface DishTexts extends AllergenDeclaration {
  name: string;
  description: string | null;
  category: string | null;
  dietary: readonly string[];
}

/** `safe`: declared by the shop. `not_declared`: only its texts are known, and they do not mention a refusal. */
export type Offer = 'safe' | 'not_declared';

const ANIMAL: readonly AllergenCode[] = ['milk', 'eggs', 'fish', 'crustaceans', 'molluscs'];
const MEAT: ReadonlySet<string> = new Set(['meat', 'pork', 'beef', 'chicken', 'lamb']);
const LONGEST_PHRASE = 4;

/** Returns whether a refusal can be decided by the texts of a dish. */
export const hasTextRefusals = ({ unwanted, foods, words }: UnderstoodQuery): boolean =>
  unwanted.length + foods.length + words.length > 0;

/**
 * Returns the offer of a dish to a person with unwanted ingredients; undefined when the dish declares one or its texts
 * mention one. A dish named after the refusal itself, such as “Egg-free mayonnaise”, is not excluded for its texts.
 * Safety is decided by declarations alone (safe-for.ts).
 */
export function offerOf(dish: DishTexts, understood: UnderstoodQuery): Offer | undefined {
  const { unwanted, foods, words } = understood;
  const { verdict } = safetyOf(dish, [], unwanted);
  if (verdict === 'contains' || verdict === 'may_contain') return undefined;
  // A dish that declares milk may contain cheese, whether or not its texts say so.
  if (foods.includes('cheese') && dish.allergens?.includes('milk') === true) return undefined;
  if (!isCalledBy(dish.name, understood.phrases)) {
    const text = textOf(dish);
    // “Alkoholfreies Weißbier”.
    const without = foods.length === 0 ? [] : readPhrases(dish.name).foods;
    const refused = foods.filter((food) => !without.includes(food));
    const isMentioned = (read: string) =>
      (verdict === 'not_declared' && mentionsCode(read, unwanted, dish)) ||
      mentionsFood(read, refused, dish) ||
      mentionsWord(read, words);
    // “No cheese at all” mentions cheese only to exclude it.
    if (isMentioned(text) && isMentioned(affirmed(text))) return undefined;
  }
  // The dish may contain foods that were not understood or that no shop can declare.
  const isUnknown = understood.notUnderstood.length + understood.harmful.length > 0;
  return verdict === 'safe' && !isUnknown ? 'safe' : 'not_declared';
}

/**
 * Returns whether a dish declares or mentions something that was asked for by name. A kind of dish is decided by the
 * dish's name.
 */
export function hasWanted(dish: DishTexts, { allergens, foods, isCalled }: Wanted): boolean {
  if (isCalled === true) return keysOf(dish.name).some((word) => foods.some((food) => isCalledKind(word, food)));
  const text = textOf(dish);
  const related = relatedTo(allergens);
  const isDeclared = dish.allergens?.some((code) => related.has(code)) === true;
  const called = textOf({ ...dish, description: null });
  return (
    isDeclared ||
    mentionsCode(text, allergens, dish) ||
    mentionsFood(
      text,
      foods.filter((food) => !isKindOfDish(food)),
      dish,
    ) ||
    mentionsFood(called, foods.filter(isKindOfDish), dish) ||
    (foods.some(isKindOfDish) && isCompoundOf(called, foods))
  );
}

/** “Pfefferminztee” is a tea. */
const isCompoundOf = (called: string, foods: readonly string[]): boolean =>
  keysOf(called).some((key) =>
    foodsOfCompound(key)
      .slice(0, 1)
      .some((head) => head.some((food) => foods.includes(food.key))),
  );

/** Returns whether a dish's name contains one of the phrases. */
function isCalledBy(name: string, phrases: readonly string[]): boolean {
  const words = ` ${keysOf(name).join(' ')} `;
  return phrases.some((phrase) => words.includes(` ${phrase} `));
}

const textOf = ({ name, category, description }: DishTexts): string =>
  [name, category, description].filter(Boolean).join('. ');

/** The keys of the pieces of a text. Every search of a shop reads the same names. */
const keysOf = remembered((text): readonly string[] => piecesOf(normalise(text)).map(({ key }) => key), {
  texts: 2_000,
  characters: 200,
});

/** The text without what it says is not in the dish. */
function affirmed(text: string): string {
  return text
    .split(/(?<=[.!?;。！？])/u)
    .map((sentence) => {
      const { query, contains } = readPhrases(sentence);
      return contains.length > 0 ? sentence : query;
    })
    .join(' ');
}

function mentionsCode(text: string, codes: readonly AllergenCode[], { dietary }: DishTexts): boolean {
  const refused = dietary.includes('vegan') ? codes.filter((code) => !ANIMAL.includes(code)) : codes;
  if (refused.length === 0) return false;
  const related = relatedTo(refused);
  return mentionsOf(text).some(
    ({ codes: mentioned, isRefusal }) => !isRefusal && mentioned.some((code) => related.has(code)),
  );
}

const relatedTo = (codes: readonly AllergenCode[]): ReadonlySet<AllergenCode> =>
  new Set(codes.flatMap((code) => [code, ...membersOf(code), ...groupsOf(code)]));

function mentionsFood(text: string, refused: readonly string[], { dietary }: DishTexts): boolean {
  const isVegan = dietary.includes('vegan');
  const isVegetarian = isVegan || dietary.includes('vegetarian');
  const foods = refused.filter((food) => !(isVegan && food === 'cheese') && !(isVegetarian && MEAT.has(food)));
  if (foods.length === 0) return false;
  // “spicy”, as a tag of the shop.
  if (dietary.some((tag) => foodsMentioned(tag).some(({ key }) => foods.includes(key)))) return true;
  const keys = keysOf(text).flatMap((key) => key.split(' '));
  // “Röstzwiebeln”.
  const parts = foods.flatMap(partsNamingFood).filter((part) => !isUnspaced(part));
  const isPart = (key: string): boolean =>
    parts.some((part) => key.includes(part)) || foods.some((food) => !isKindOfDish(food) && isCompoundWith(key, food));
  if (keys.some((key) => isPart(key) && foodRefusedBy(key) === undefined)) return true;
  for (let at = 0; at < keys.length; at += 1) {
    for (let length = LONGEST_PHRASE; length > 0; length -= 1) {
      const phrase = keys.slice(at, at + length).join(' ');
      const mentioned = foodsMentioned(phrase);
      if (mentioned.some(({ key }) => foods.includes(key))) return true;
      // “ginger beer”, “oyster mushroom”; “sweet potato”, where sweets are looked for.
      const isAnother = mentioned.length > 0 && foods.every(isKindOfDish);
      if (length > 1 && (isAnother || meaningOf(phrase)?.kind === 'other')) {
        at += length - 1;
        break;
      }
    }
  }
  return false;
}

function mentionsWord(text: string, words: readonly string[]): boolean {
  if (words.length === 0) return false;
  const keys = keysOf(text).flatMap((key) => key.split(' '));
  return words.some((word) =>
    isUnspaced(word)
      ? normalise(text).includes(word)
      : keys.some((key) => isSameWord(key, word) || isMadeOf(key, word)),
  );
}

const MIN_STEM = 4;
const MAX_ENDING = 2;

/** Two forms of one word: they begin alike and differ in a short ending. */
function isSameWord(one: string, other: string): boolean {
  if (one === other) return true;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const shorter = Math.min(one.length, other.length);
  if (same === shorter && /^e?s$/.test(one.length > same ? one.slice(same) : other.slice(same))) return true;
  return same >= MIN_STEM && one.length - same <= MAX_ENDING && other.length - same <= MAX_ENDING;
}
