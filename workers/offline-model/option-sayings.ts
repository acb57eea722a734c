import { meaningOf } from '../../contracts/allergens/vocabulary.ts';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { isCommonWord } from '../domain/query/explained-words.ts';
import { foodCalled } from '../domain/query/foods.ts';
import { numberCalled } from '../domain/query/prices.ts';
import { isUnspaced } from './language.ts';
import { isAbbreviated, isFormOf, isMeantBy, isPartMeant, isSameWord, nameWords } from './names.ts';
import { WITHOUT } from './said.ts';

type Group = MenuHit['option_groups'][number];
export type Option = Group['options'][number];

const NO_WORD = new RegExp(`^(?:${WITHOUT}|less|pas|olmadan)$`, 'u');
export const isNo = (word: string | undefined): boolean => NO_WORD.test(word ?? '');

/** A text in which “0,4 l” is one word and a unit: its 4 counts nothing. */
export const withDecimalsWhole = (text: string): string => text.replace(/(\d)[.,](?=\d)/gu, '$1k');

/** A word that says little in some language, and is no food in another: the soy of “soy milk” is also Spanish. */
const isUnsaying = (word: string): boolean =>
  isCommonWord(word) &&
  (word.length < MIN_FOOD || word === 'the' || (meaningOf(word) === undefined && foodCalled(word) === undefined));
const MIN_FOOD = 3;

export interface Saying {
  option: Option;
  /** Where in the text its words or letters stand. */
  places: number[];
  isRefused: boolean;
  /** How little the words are like its name: 0 for the same word, 2 for a typo. */
  tier: number;
  /** The part of its name that was said, up to 1. */
  share: number;
  /** As much was said of another: “peppers” of “Green peppers” and of “Black pepper”. */
  isUnsure?: boolean;
  /** Nothing was said that is not in other names of its group too. */
  isShared?: boolean;
}

/**
 * The options of a group that were said. Parts of words, typos and abbreviations are considered only for an option that
 * no exact word names.
 */
export function saidOf(
  group: Group,
  [exact, loose]: readonly [readonly string[], readonly string[]],
  letters: string,
  isOfLetters: boolean,
): Saying[] {
  const said = group.options.flatMap((option) => {
    const own = nameWords(withDecimalsWhole(option.name));
    const read = [isFormOf, isMeantBy, isPartMeant, isSameWord, isAbbreviated].map((isLike, tier) => {
      const words = tier < 2 ? exact : loose;
      const saying = howSaid(option, group, words, letters, isLike);
      const isSame = saying.places.every((at) => own.some((each) => isFormOf(words[at] ?? '', each)));
      const share = Math.min(1, saying.places.length / Math.max(1, own.length));
      // In “oat milk”, only “oat” is distinctive.
      const isTold = (places: readonly number[]) => isOfLetters || places.some((at) => !GENERIC.has(words[at] ?? ''));
      // Each time that a name of one word is said is read by itself.
      const parts = own.length === 1 && !isOfLetters ? rowsOf(saying.places) : [saying.places];
      return parts
        .filter((places) => places.length > 0)
        .map((places) => ({
          option,
          ...saying,
          places,
          share,
          tier: isSame ? 0 : Math.max(1, tier),
          isTold: isTold(places),
        }));
    });
    const named = read.filter((some) => some.some(({ isShared }) => isShared !== true));
    const some = named.length > 0 ? named : read;
    return some.find((each) => each.some(({ isTold }) => isTold)) ?? some.find((each) => each.length > 0) ?? [];
  });
  const told = said.filter(({ isTold, isShared }) => isTold && isShared !== true);
  return told.length > 0 ? [...told, ...said.filter(({ isShared }) => isShared)] : said;
}

/** Places that follow each other, in rows. */
function rowsOf(places: readonly number[]): number[][] {
  const rows: number[][] = [];
  for (const at of places) {
    const last = rows.at(-1);
    if (last?.at(-1) === at - 1) last.push(at);
    else rows.push([at]);
  }
  return rows;
}

/**
 * Of the options of all groups those that most words were about: “extra spicy” is not “spicy” as well, and “red onions”
 * ask for no “red wine vinegar”.
 */
export function bestOf(sayings: readonly Saying[]): Saying[] {
  const sorted = sayings.toSorted(
    (a, b) =>
      Number(a.isShared === true) - Number(b.isShared === true) ||
      Number(a.tier > 0) - Number(b.tier > 0) ||
      b.places.length - a.places.length ||
      a.tier - b.tier ||
      b.share - a.share ||
      a.option.name.length - b.option.name.length,
  );
  const isOther = (a: Saying, b: Saying) => a.option.name !== b.option.name;
  return sorted.flatMap((saying, index) => {
    const { places, share, tier } = saying;
    const isWithin = (other: Saying) => isOther(saying, other) && places.every((at) => other.places.includes(at));
    const better = sorted.slice(0, index).filter((other) => isOther(saying, other));
    const isExplained = places.every((at) => better.some((other) => other.places.includes(at)));
    if (saying.isShared === true || isExplained) return [];
    const isRival = (other: Saying) => isWithin(other) && other.share === share && other.tier === tier;
    return [{ ...saying, isUnsure: share < 1 && sorted.slice(index + 1).some(isRival) }];
  });
}

/** Each option once: what was both refused and wanted is wanted. */
export const unique = (sayings: readonly Saying[]): Saying[] => [
  ...new Map(
    sayings.toSorted((a, b) => Number(b.isRefused) - Number(a.isRefused)).map((each) => [each.option, each]),
  ).values(),
];

/** Words between a refusal and what it refuses: “leave off the olives”, “don’t put any onions on it”. */
const BETWEEN = new Set(
  'the any my on it put add want need have off out to of t that there is please den die das le la les de los las il'.split(
    ' ',
  ),
);
const REFUSING = /^(?:leave|don|dont|hate)$/u;
const OR = /^(?:or|nor|and|oder|und|ou|et|o|y|e)$/u;

/** Tells which sayings are refused: each after a “no”, or joined by “or” or “and” to one that is. */
export function withRefusals(sayings: readonly Saying[], words: readonly string[]): Saying[] {
  const inOrder = sayings.toSorted((a, b) => Math.min(...a.places) - Math.min(...b.places));
  const ends = new Map<number, boolean>();
  return inOrder.map((saying) => {
    let at = Math.min(...saying.places) - 1;
    while (BETWEEN.has(words[at] ?? '')) at -= 1;
    const word = words[at] ?? '';
    const isRefused =
      saying.isRefused || isNo(word) || REFUSING.test(word) || (OR.test(word) && ends.get(at - 1) === true);
    ends.set(Math.max(...saying.places), isRefused);
    return { ...saying, isRefused };
  });
}

/** Where a text says an option, by the words that tell it from the others, and whether with a “no” before. */
function howSaid(
  option: Option,
  group: Group,
  words: readonly string[],
  letters: string,
  isLike: typeof isFormOf,
): Pick<Saying, 'places' | 'isRefused' | 'isShared'> {
  const bare = withDecimalsWhole(option.name.replace(/[(（].*?[)）]/gu, ' '));
  if (isUnspaced(option.name)) {
    const name = fold(bare.normalize('NFKC')).trim();
    const longer = group.options
      .map((other) => fold(other.name))
      .filter((other) => other !== name && other.includes(name));
    const rest = longer.reduce((text, other) => text.replaceAll(other, ' '.repeat(other.length)), letters);
    const at = placeOfOption(name, rest);
    const isRefused =
      at >= 0 && /^(?:は|を)?(?:やめ|なし|抜き|抜い|いらな|いりません|外し)/u.test(rest.slice(at + name.length));
    return { places: at < 0 ? [] : Array.from(name, (_, index) => at + index), isRefused };
  }
  const own = wordsIn(bare).map(({ word }) => word);
  const isNegated = (index: number) => isNo(words[index]) || isNo(words[index - 1]);
  const placesOf = (some: readonly string[]) =>
    words.flatMap((word, index) => (some.some((each) => isLike(word, each)) ? [index] : []));
  // An option that is itself called “No olives” is asked for by any “no” to its words.
  if (isNo(own[0])) {
    const places = placesOf(own.slice(1)).filter((index) => isNegated(index - 1));
    return { places: places.flatMap((index) => [index - 1, index]), isRefused: false };
  }
  const others = group.options
    .filter((other) => other !== option)
    .flatMap(({ name }) => wordsIn(withDecimalsWhole(name)).map(({ word }) => word));
  const isShared = (word: string) => others.some((other) => isFormOf(word, other));
  const isPlain = (word: string) => GENERIC.has(word) || nameWords(group.name).includes(word);
  // The “two” of “two espressos” asks for no “Two extra shots”.
  const isNumber = (word: string) => numberCalled(word) !== undefined && !isCounted(group);
  const isCount = (word: string) => numberCalled(word) !== undefined && isCounted(group);
  const isTelling = (word: string) => isCount(word) || !isUnsaying(word);
  const telling = own.filter((word) => !isShared(word) && !isPlain(word) && isTelling(word) && !isNumber(word));
  // “Un litro” beside “Medio litro”: the words in a row; else what others do not have.
  const row = words.findIndex((_, at) => own.every((word, next) => isLike(words[at + next] ?? '', word)));
  const left = [
    own.filter((word) => !isShared(word) && !GENERIC.has(word) && !isNumber(word)),
    own.filter((word) => !GENERIC.has(word)),
  ];
  const some = left.map((each) => each.filter((word) => !isUnsaying(word))).find((each) => each.length > 0) ?? [];
  const inRow = row < 0 ? [] : own.map((_, next) => row + next);
  const told = telling.length > 0 ? placesOf(telling) : inRow.length > 0 ? inRow : placesOf(some);
  const places = told.every((index) => isNumber(words[index] ?? '')) ? [] : told;
  const isRefused = places.length > 0 && places.every((index) => isNegated(index - 1));
  if (telling.length === 0) return { places, isRefused };
  // What it shares with others does not name it, and leaves in doubt what else it may name.
  const shared = own.filter((word) => !isPlain(word) && !isNumber(word) && !isUnsaying(word));
  if (places.length === 0) return { places: placesOf(shared), isRefused, isShared: true };
  // Its other words beside those: the “roast” of “medium roast, and cinnamon” is of the first alone.
  const ownPlaces = placesOf(own);
  const isBeside = (at: number): boolean =>
    [-1, 1].some((step) => {
      let next = at;
      while (ownPlaces.includes(next)) {
        if (places.includes(next)) return true;
        next += step;
      }
      return false;
    });
  return { places: ownPlaces.filter(isBeside), isRefused };
}

/** Returns true if all options are counts: “6 sztuk”, “10 sztuk”. */
const isCounted = (group: Group): boolean =>
  group.options.length > 1 && group.options.every(({ name }) => countIn(name) !== undefined);

function countIn(name: string): number | undefined {
  const decimal = /\d+[.,]\d+/u.exec(name)?.[0];
  if (decimal !== undefined) return Number(decimal.replace(',', '.'));
  return wordsIn(name)
    .map(({ word }) => numberCalled(word))
    .find((count) => count !== undefined);
}

/** “The large portion” of “6 sztuk” and “10 sztuk” is the one with more, “small” of “Regular” and “Large” the other. */
export function bySize(group: Group, words: readonly string[]): Saying[] {
  return sizesOf(group).flatMap(([size, option]) => {
    const place = words.findIndex((word) => isMeantBy(word, size));
    return place < 0 ? [] : [{ option, places: [place], isRefused: isNo(words[place - 1]), tier: 0, share: 1 }];
  });
}

/** What a group's options may be called by their size, beside their names. */
export function sizesOf(group: Group): Array<[size: string, option: Option]> {
  const { options } = group;
  const isCalled = (size: string) =>
    options.findIndex(({ name }) => nameWords(name).some((word) => isMeantBy(word, size)));
  const [small, large] = [isCalled('small'), isCalled('large')];
  const of = (size: string, option: Option | undefined): Array<[string, Option]> =>
    option === undefined ? [] : [[size, option]];
  if (isCounted(group) && small < 0 && large < 0) {
    const sorted = options.toSorted((a, b) => (countIn(a.name) ?? 0) - (countIn(b.name) ?? 0));
    return [...of('small', sorted[0]), ...of('large', sorted.at(-1))];
  }
  if (options.length !== 2 || small < 0 === large < 0) return [];
  return small < 0 ? of('small', options[1 - large]) : of('large', options[1 - small]);
}

/** A lone kanji is an option only where it stands alone: 大 is none in 特大 or 大根. */
function placeOfOption(name: string, text: string): number {
  if (!/^\p{Script=Han}$/u.test(name)) return text.indexOf(name);
  return text.search(new RegExp(`(?<!\\p{Script=Han})${name}(?=盛|[一二三四五六七八九十]|\\P{Script=Han}|$)`, 'u'));
}

/** Parts of many options’ names, which tell none. */
const GENERIC = new Set(
  'drink milk milch melk lait latte leche leite mleko extra with mit in the a of and und desi'.split(' '),
);
