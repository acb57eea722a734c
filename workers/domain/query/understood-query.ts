import type { AllergenCode } from '../../../contracts/allergens/codes.ts';
import type { DietCode } from '../../../contracts/diets.ts';
import type { PriceOrder } from './price-order.ts';
import type { SpokenAmount } from './prices.ts';

/** A requested food that the shop's declarations may name in any language. */
export interface Wanted {
  /** As it was said, folded. */
  name: string;
  allergens: AllergenCode[];
  /** By their key (foods.ts). */
  foods: string[];
  /** True for “with nuts”, which any dish with nuts satisfies, not only dishes named after them. */
  isContained: boolean;
  /** “Sachertorte”: a dish of its own, in whose place only what is called a cake will do, and no strudel. */
  isCalled?: boolean;
}

/** An allergen that is named beside words which nothing explains. The menu may explain them (confirm-doubts.ts). */
export interface Doubt {
  codes: readonly AllergenCode[];
  /** The name in the text, folded. A guess is a misspelt name, unless the menu has the word. */
  name: string;
  isGuess: boolean;
  /** True if it names a dish or an ingredient, not the allergen itself. */
  isDish: boolean;
  /** Folded. */
  words: readonly string[];
}

/** A request split into its conditions and its search text. */
export interface UnderstoodQuery {
  /** The words that are left to search for. */
  query: string;
  /** Diets that must hold. */
  diets: DietCode[];
  /** Diets that may be a part of a dish's name, with that: “veggie burger”. */
  dietNames: Array<{ diet: DietCode; name: string }>;
  /** Diets that are said beside no word that may be a dish: “I’m vegetarian”. */
  ownDiets: DietCode[];
  /** Harmful allergens: only dishes that are declared safe may be offered. */
  allergies: AllergenCode[];
  /** Allergens that are not wanted: what declares or mentions them may not be offered. */
  unwanted: AllergenCode[];
  /** Foods that are not wanted, by their key (foods.ts). */
  foods: string[];
  /** The harmful foods, as they were said: no code names them, so nothing can be declared free of them. */
  harmful: string[];
  /** Allergens in an unwanted food, such as milk for “no cheese”. They cause warnings, not refusals. */
  ofFoods: AllergenCode[];
  /** Words that are not wanted, folded: what mentions one may not be offered. */
  words: string[];
  /** Allergens that it names beside words which nothing explains, unless the menu does (confirm-doubts.ts). */
  doubts: Doubt[];
  /** Words that nothing explains, folded, where something is in doubt or refused by no known phrase. */
  unexplained: string[];
  /** Allergens of which the dish must contain one. */
  contains: AllergenCode[];
  /** The things named and not refused, an entry for each name; each may still be in doubt. */
  wanted: Wanted[];
  min?: SpokenAmount;
  max?: SpokenAmount;
  /** “cheapest”, “most expensive”. */
  sort?: PriceOrder;
  /** Refused words that are neither an allergen nor a known food, as they were said. */
  notUnderstood: string[];
  /** True if a harmful food was not understood, so that no dish can be called safe. */
  isUnsafe: boolean;
  /** The refusals as they were said, folded, such as `egg free`: a dish may be called by one. */
  phrases: string[];
}

/** Returns whether the request asks for products by conditions, all of which were understood. */
export const setsConditions = ({ notUnderstood, ...understood }: UnderstoodQuery): boolean =>
  notUnderstood.length === 0 && !isPlain(understood);

/** Returns whether the request has nothing but words to search for. */
export const isPlain = ({
  phrases,
  allergies,
  diets,
  contains,
  min,
  max,
  sort,
}: Omit<UnderstoodQuery, 'notUnderstood'>): boolean =>
  phrases.length + allergies.length + diets.length + contains.length === 0 && (min ?? max ?? sort) === undefined;

/** Returns whether the request refuses something, or sets a diet. */
export const refusesSomething = ({
  allergies,
  unwanted,
  foods,
  words,
  diets,
  isUnsafe,
}: Omit<UnderstoodQuery, 'query'>): boolean =>
  isUnsafe || allergies.length + unwanted.length + foods.length + words.length + diets.length > 0;
