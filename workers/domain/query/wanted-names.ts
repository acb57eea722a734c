import { type AllergenCode, membersOf } from '../../../contracts/allergens/codes.ts';
import { meaningOf } from '../../../contracts/allergens/vocabulary.ts';
import { isCommonWord } from './explained-words.ts';
import { isUnknownCompound } from './foods.ts';
import type { ListReader } from './list-reader.ts';
import { wordSet } from './phrase-books.ts';
import type { Wanted } from './understood-query.ts';
import type { Piece } from './words-of.ts';

/** Returns the codes by which declarations name a wanted thing: an allergen itself, or what a dish is known for. */
export function wantedBy(pieces: readonly Piece[], at: number): Wanted[] {
  const piece = pieces[at];
  if (piece?.mention === undefined) return [];
  const { codes, kind } = piece.mention;
  const isItself = kind === 'name' && meaningOf(piece.key) !== undefined;
  if (!isItself && !codes.every((code) => TELLING.has(code))) return [];
  const isBeside = pieces.slice(Math.max(0, at - 2), at).some(({ key }) => WITH.has(key));
  const isContained =
    isItself && (isBeside || WITH_AFTER.has(pieces[at + 1]?.key ?? '') || TURKISH_WITH.test(piece.key));
  return [{ name: piece.key, allergens: [...codes], foods: [], isContained }];
}

/** Returns the foods named in the remaining search text. */
export function foodsWanted(pieces: readonly Piece[], lists: ListReader, at: number): Wanted[] {
  const name = pieces[at]?.key ?? '';
  if (isCommonWord(name)) return [];
  return lists.foodsAt(at).map((foods) => ({
    ...{ name, allergens: [], isContained: false },
    foods: foods.flatMap(({ key }) => (key === 'meat' ? MEATS : [key])),
    ...(isUnknownCompound(name) && { isCalled: true }),
  }));
}

/** Words that mark the thing beside them as wanted in a dish. */
const WITH = wordSet('with mit avec con met com z ze contain contains containing');
const WITH_AFTER = wordSet('wali wala wale ile वाला वाली वाले');
/** Menus name the animal. */
const MEATS = ['meat', 'chicken', 'lamb', 'beef', 'pork'];
/** “non-veg”. */
export const MEAT_OR_FISH: Wanted = {
  ...{ name: '', allergens: ['fish', 'crustaceans', 'molluscs'], isContained: true },
  foods: [...MEATS],
};
const TURKISH_WITH = /l[iu]$/u;
/** Fish or nuts characterise a dish; milk and gluten rarely do. */
const TELLING: ReadonlySet<AllergenCode> = new Set(
  (['crustaceans', 'fish', 'peanuts', 'tree_nuts', 'sesame', 'molluscs'] as const).flatMap((code) => [
    code,
    ...membersOf(code),
  ]),
);
