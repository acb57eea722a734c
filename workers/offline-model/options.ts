import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import type { LineRequest } from '../../contracts/quote.ts';
import { isCommonWord } from '../domain/query/explained-words.ts';
import { numberCalled } from '../domain/query/prices.ts';
import { contentWords, isMeasure, isUnspaced, type Language } from './language.ts';
import { isFormOf, isMeantBy, isPartMeant, isSameWord, nameWords } from './names.ts';
import { withoutPreparations } from './preparations.ts';
import { WITH, WITHOUT } from './said.ts';

type Group = MenuHit['option_groups'][number];
type Option = Group['options'][number];

/** The options of its product that a request names. */
export interface SaidOptions {
  options: LineRequest['options'];
  /** The options that it refuses. */
  refused: LineRequest['options'];
  /** The first group that still needs a choice. */
  missing?: Group;
  /** Words after “with” or “extra” that match no option. They cause a question, and are never dropped. */
  unknown: string[];
}

const NO_WORD = new RegExp(`^(?:${WITHOUT}|less|pas|olmadan)$`, 'u');
const isNo = (word: string | undefined): boolean => NO_WORD.test(word ?? '');
const WITH_WORD = new RegExp(`^(?:${WITH}|in|ile)$`, 'u');

/** The options that a text names. A group with one way out takes it. */
export function optionsOf(hit: MenuHit, text: string, language: Language): SaidOptions {
  const words = wordsIn(text).map(({ word }) => word);
  // The chocolate of “Schokoladeneis” asks for no “Schokostreusel”.
  const own = nameWords(hit.name);
  const beside = words.map((word) => (own.some((each) => isFormOf(word, each)) ? '' : word));
  // The “bravas” of “patatas bravas” ask for no more “salsa brava”.
  const isNamed = own.every((each) => words.some((word) => isFormOf(word, each)));
  const letters = lettersBeside(hit, text);
  const found: SaidOptions = { options: [], refused: [], unknown: [] };
  const explained = new Set([hit.name, hit.category ?? '', hit.description ?? ''].flatMap(nameWords));
  for (const group of hit.option_groups) {
    // Typos are considered only if no exact match exists in any language.
    const read = [isMeantBy, isPartMeant, isSameWord].map((isLike) =>
      saidOf(group, isLike === isMeantBy && !isNamed ? words : beside, letters, isLike),
    );
    // In “oat milk”, only “oat” is distinctive.
    const isTold = ({ places }: Saying) => isUnspaced(text) || places.some((at) => !GENERIC.has(words[at] ?? ''));
    const named =
      read.find((some) => some.some(isTold)) ?? read.find((some) => some.length > 0) ?? bySize(group, beside);
    for (const word of nameWords(group.name)) explained.add(word);
    for (const { option } of named) for (const word of nameWords(option.name)) explained.add(word);
    const asOption = ({ option }: { option: Option }) => ({ group_id: group.id, option_id: option.id });
    const wanted = named.filter(({ isRefused }) => !isRefused);
    // “Six pieces, twelve pieces” of one: which it is has to be asked.
    const isTooMany = wanted.length > group.max;
    const isOnlyWay = wanted.length === 0 && group.min === group.options.length;
    const chosen = isOnlyWay ? group.options.map((option) => ({ option })) : isTooMany ? [] : wanted;
    found.options.push(...chosen.map(asOption));
    // “Without sauce”: none of them.
    const isAllRefused = wanted.length === 0 && !isUnspaced(text) && isRefusedBy(words, nameWords(group.name));
    const gone = isAllRefused
      ? group.options.map((option) => ({ option }))
      : named.filter(({ isRefused }) => isRefused);
    found.refused.push(...gone.map(asOption));
    if (chosen.length < group.min || isTooMany) found.missing ??= group;
  }
  if (!isUnspaced(text)) found.unknown = unknownAfterWith(withoutPreparations(text, language), explained, language);
  return found;
}

/** The names of a product's options, as its menu has them. */
export const namesChosen = (hit: MenuHit, chosen: LineRequest['options']): string[] =>
  hit.option_groups.flatMap(({ options }) =>
    options.filter(({ id }) => chosen.some(({ option_id }) => option_id === id)).map(({ name }) => name),
  );

/** A text in unspaced script without the name of its product, which may have the letters of an option. */
const lettersBeside = (hit: MenuHit, text: string): string =>
  fold(text.normalize('NFKC')).replaceAll(fold(hit.name.normalize('NFKC')), ' ');

const isRefusedBy = (words: readonly string[], names: readonly string[]): boolean =>
  words.some((word, index) => index > 0 && isNo(words[index - 1]) && names.some((name) => isFormOf(word, name)));

interface Saying {
  option: Option;
  /** Where in the text its words or letters stand. */
  places: number[];
  isRefused: boolean;
}

/** The options of a group that were said, those first that most words were about; “extra spicy” is not “spicy” as well. */
function saidOf(group: Group, words: readonly string[], letters: string, isLike: typeof isFormOf): Saying[] {
  const named = group.options
    .map((option) => ({ option, ...howSaid(option, group, words, letters, isLike) }))
    .filter(({ places }) => places.length > 0)
    .toSorted((a, b) => b.places.length - a.places.length || a.option.name.length - b.option.name.length);
  return named.filter(
    ({ places }, index) =>
      !named.slice(0, index).some((better) => places.every((place) => better.places.includes(place))),
  );
}

/** Where a text says an option, by the words that tell it from the others, and whether with a “no” before. */
function howSaid(
  option: Option,
  group: Group,
  words: readonly string[],
  letters: string,
  isLike: typeof isFormOf,
): Omit<Saying, 'option'> {
  const bare = option.name.replace(/[(（].*?[)）]/gu, ' ');
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
  const shared = new Set(
    group.options.filter((other) => other !== option).flatMap(({ name }) => wordsIn(name).map(({ word }) => word)),
  );
  const isPlain = (word: string) => GENERIC.has(word) || nameWords(group.name).includes(word);
  const telling = own.filter((word) => !shared.has(word) && !isPlain(word) && !isCommonWord(word));
  // “Un litro” beside “Medio litro”: the words in a row; else what others do not have.
  const row = words.findIndex((_, at) => own.every((word, next) => isLike(words[at + next] ?? '', word)));
  const others = [own.filter((word) => !shared.has(word)), own.filter((word) => !GENERIC.has(word))];
  const some = others.map((each) => each.filter((word) => !isCommonWord(word))).find((each) => each.length > 0) ?? [];
  const inRow = row < 0 ? [] : own.map((_, next) => row + next);
  const places = telling.length > 0 ? placesOf(telling) : inRow.length > 0 ? inRow : placesOf(some);
  const isRefused = places.length > 0 && places.every((index) => isNegated(index - 1));
  return { places: places.length > 0 && telling.length > 0 ? placesOf(own) : places, isRefused };
}

/** Returns true if all options are counts: “6 sztuk”, “10 sztuk”. */
const isCounted = (group: Group): boolean =>
  group.options.length > 1 && group.options.every(({ name }) => countIn(name) !== undefined);

const countIn = (name: string): number | undefined =>
  wordsIn(name)
    .map(({ word }) => numberCalled(word))
    .find((count) => count !== undefined);

/** “The large portion” of “6 sztuk” and “10 sztuk” is the one with more, “small” of “Regular” and “Large” the other. */
function bySize(group: Group, words: readonly string[]): Saying[] {
  return sizesOf(group).flatMap(([size, option]) => {
    const place = words.findIndex((word) => isMeantBy(word, size));
    return place < 0 ? [] : [{ option, places: [place], isRefused: isNo(words[place - 1]) }];
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

function unknownAfterWith(text: string, explained: ReadonlySet<string>, language: Language): string[] {
  const words = wordsIn(text);
  const at = words.findIndex(({ word }) => WITH_WORD.test(word) && !explained.has(word));
  if (at < 0) return [];
  const rest = text.slice(words[at]?.end ?? 0);
  return contentWords(rest, language).filter(
    (word) =>
      !isMeasure(word) &&
      !isNo(word) &&
      ![...explained].some((each) => isSameWord(word, each) || isPartMeant(word, each)) &&
      !unwantedIn(rest).includes(word),
  );
}

const UNWANTED = new RegExp(
  `(?<!\\p{L})(?!(?:not|nicht|minus|niente) )(?:${WITHOUT}) (?:(?:the|den|die|das|le|la|les|el|los|il|de|het|o|os|as?) )?(\\p{L}{2,})`,
  'gu',
);

/** The refused words of a text, folded: “no onions”, “ohne Zwiebeln”, 「ネギ抜き」. */
export const unwantedIn = (text: string): string[] => [
  ...[...fold(text).matchAll(UNWANTED)].map(([, word = '']) => word),
  ...[...text.matchAll(/([\p{Script=Han}\p{Script=Katakana}ー]+|[ぁ-ん]{2,4})(?:は|を)?(?:抜き|なし|抜いて)/gu)].map(
    ([, word = '']) => word,
  ),
];

/** “Zwiebeln” in “Röstzwiebeln”; “ice” is no part of “rice”. */
const isPartOf = (word: string, name: string): boolean => (isUnspaced(word) || word.length > 4) && name.includes(word);

/**
 * Returns the words that a request negates and no option of the product covers. Words of the product's name are
 * ignored: “Prego no pão”.
 */
export function unknownNegations(hit: MenuHit, text: string): string[] {
  const names = hit.option_groups.flatMap((group) =>
    group.options.flatMap(({ name }) => wordsIn(name).map(({ word }) => word)),
  );
  const said = fold(text).replaceAll(fold(hit.name), ' ');
  return unwantedIn(said).filter((word) => !names.some((name) => isFormOf(word, name) || isPartOf(word, name)));
}
