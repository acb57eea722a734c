import { meaningOf } from '../../contracts/allergens/vocabulary.ts';
import { editDistance } from '../../contracts/edit-distance.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { foodCalled, foodsMentioned } from '../domain/query/foods.ts';
import { isUnspaced } from './language.ts';

/** Equal, or an ending apart. */
export function isFormOf(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return (
    a === b ||
    (long.startsWith(short) && long.length - short.length <= (short.length >= 4 ? 2 : 0)) ||
    long === `${short}s`
  );
}

/** Equal, an ending apart, or so near that it must be a slip: two edits in a word of seven letters, one in one of four. */
export function isSameWord(a: string, b: string): boolean {
  if (isMeantBy(a, b)) return true;
  const shorter = Math.min(a.length, b.length);
  const allowed = shorter >= 7 ? 2 : shorter >= 4 ? 1 : 0;
  return editDistance(a, b, allowed) <= allowed;
}

/** Equal, an ending apart, or the same in another language. */
export const isMeantBy = (a: string, b: string): boolean => isFormOf(a, b) || isTranslation(a, b);

/** “Mushroom” and “hongos” are one food, “shrimp” and “camarón” one allergen; “medium” and “media” are done alike. */
function isTranslation(a: string, b: string): boolean {
  const food = foodCalled(a);
  if (food !== undefined) return foodCalled(b) === food;
  if (KIND_OF_OPTION.has(a)) return KIND_OF_OPTION.get(a) === KIND_OF_OPTION.get(b);
  const [one, other] = [meaningOf(a), meaningOf(b)];
  return (
    one?.kind === 'name' && other?.kind === 'name' && one.declared.length === 1 && one.declared[0] === other.declared[0]
  );
}

/** Whether a word stands for a part of a compound: “garlic” for “Knoblauchsoße”. */
export function isPartMeant(word: string, compound: string): boolean {
  const food = foodCalled(word);
  const places = Array.from({ length: Math.max(0, compound.length - 7) }, (_, index) => index + 4);
  return (
    food !== undefined &&
    places.some((at) => [compound.slice(0, at), compound.slice(at)].some((part) => foodCalled(part) === food))
  );
}

/** Whether a name has a kind of what a word stands for: “Pils” is a beer. */
export function isKindOf(word: string, name: string): boolean {
  const food = foodCalled(word);
  return food !== undefined && nameWords(name).some((each) => foodsMentioned(each).includes(food));
}

/** What sizes and choices are called in the languages of menus, folded; the words of a line mean the same. */
const KIND_OF_OPTION: ReadonlyMap<string, number> = new Map(
  [
    'small klein kleine kleiner kleines petit petite piccolo piccola chico chica pequeno pequena kleine maly mala kucuk',
    'medium mittel mittlere moyen moyenne medio media mediano mediana middel sredni srednia orta',
    'large big gross grosse grosser grosses grand grande groot grote duzy duza buyuk',
    'red rot roter rote rouge rosso rossa tinto roja rojo rood rode vermelho czerwone kirmizi',
    'white weiss weisser weisse blanc blanche bianco bianca blanco blanca wit witte branco branca biale beyaz',
    'glass glas verre calice bicchiere copa vaso copo kieliszek kadeh',
    'bottle flasche bouteille bottiglia botella fles garrafa butelka sise',
    'sparkling frizzante petillante gazeuse spritzig bruisend gaseosa',
    'still naturale plate stilles plat natural',
    'sauce sosse salsa saus molho sos',
  ].flatMap((words, kind) => words.split(' ').map((word) => [word, kind] as const)),
);

/** “Brezeln” is the end of “Laugenbrezel”, as “burger” is of “cheeseburger”. */
export const isEndOf = (word: string, compound: string): boolean =>
  [word, word.replace(/[nse]$/, ''), word.replace(/e[ns]$/, '')].some(
    (stem) => stem.length >= 4 && compound.length - stem.length >= 3 && compound.endsWith(stem),
  );

/** The words of a name, without what stands in brackets or is a mere number. */
export const nameWords = (name: string): string[] =>
  wordsIn(name.replace(/[(（].*?[)）]/gu, ' '))
    .map(({ word }) => word)
    .filter((word) => !/^\d+$|^(?:cm|g|kg|ml|l|pc)$/.test(word));

/** How much of a name was said: letters in a row where words have no spaces, else words; a name in full is worth more. */
function shareOf(said: readonly string[], text: string, name: string): number {
  if (isUnspaced(name)) {
    const own = fold(name.normalize('NFKC').replace(/\(.*?\)/g, ''));
    const shared = commonPart(text, own).length;
    return shared < 3 && shared * 2 < own.length ? 0 : shared + (shared >= own.length ? 0.5 : 0);
  }
  const own = nameWords(name);
  const same = said.filter((word) => own.some((each) => isSameWord(word, each))).length;
  const parts = said.filter((word) => own.some((each) => !isSameWord(word, each) && isEndOf(word, each))).length;
  return same + parts === 0 ? 0 : same + parts + (same >= own.length ? 0.5 : 0);
}

/** The longest run of letters that both have. */
function commonPart(text: string, name: string): string {
  for (let length = name.length; length > 0; length--) {
    for (let at = 0; at + length <= name.length; at++) {
      const part = name.slice(at, at + length);
      if (text.includes(part)) return part;
    }
  }
  return '';
}

/** What is left of a run of unspaced letters without its longest common parts with these names. */
export const lettersLeft = (run: string, names: readonly string[]): string =>
  names
    .map((name) => fold(name.normalize('NFKC')))
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, name) => {
      const part = commonPart(left, name);
      return part.length > 1 || (part !== '' && part === name) ? left.replaceAll(part, ' ') : left;
    }, run);

/** Those whose names share most with what was said; several when nothing tells them apart. */
export function bestNamed<T>(
  said: readonly string[],
  text: string,
  candidates: readonly T[],
  nameOf: (candidate: T) => string,
): T[] {
  const folded = isUnspaced(text) ? said.join(' ') : fold(text.normalize('NFKC'));
  const shares = candidates.map((candidate) => ({ candidate, share: shareOf(said, folded, nameOf(candidate)) }));
  const best = Math.max(0, ...shares.map(({ share }) => share));
  return best === 0 ? [] : shares.filter(({ share }) => share === best).map(({ candidate }) => candidate);
}
