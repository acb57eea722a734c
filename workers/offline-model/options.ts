import { meaningOf, phraseKey } from '../../contracts/allergens/vocabulary.ts';
import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import type { LineRequest } from '../../contracts/quote.ts';
import { foodCalled } from '../domain/query/foods.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { refusesSomething } from '../domain/query/understood-query.ts';
import { contentWords, isHalf, isMeasure, isUnspaced, type Language } from './language.ts';
import { isEndOf, isFormOf, isMeantBy, isPartMeant, isSameWord, isSize, nameWords } from './names.ts';
import {
  bestOf,
  bySize,
  isNo,
  type Option,
  type Saying,
  saidOf,
  unique,
  withDecimalsWhole,
  withRefusals,
} from './option-sayings.ts';
import { withoutPreparations } from './preparations.ts';
import { ASKING, isQualifying, isServing, WITH, WITHOUT } from './said.ts';

type Group = MenuHit['option_groups'][number];

/** The options of its product that a request names. */
export interface SaidOptions {
  options: LineRequest['options'];
  /** The options that it refuses. */
  refused: LineRequest['options'];
  /** The first group that still needs a choice. */
  missing?: Group;
  /** How much of an option it wants, in its words: “light mayo”. */
  noted: string[];
  /** Words after “with” or “extra” that match no option. They cause a question, and are never dropped. */
  unknown: string[];
}

const WITH_WORD = new RegExp(`^(?:${WITH}|in|ile)$`, 'u');

/** The options that a text names. A group with one way out takes it. */
export function optionsOf(hit: MenuHit, written: string, language: Language): SaidOptions {
  const text = withDecimalsWhole(written);
  const words = wordsIn(text.replace(ASKING, ' ')).map(({ word }) => word);
  // The chocolate of “Schokoladeneis” asks for no “Schokostreusel”.
  const own = nameWords(hit.name);
  const isCalled = (word: string, each: string) => isMeantBy(word, each) || isEndOf(word, each);
  const beside = words.map((word) => (own.some((each) => isCalled(word, each)) ? '' : word));
  // The “bravas” of “patatas bravas” ask for no more “salsa brava”.
  const named = own.filter((each) => words.some((word) => isCalled(word, each) || isSameWord(word, each)));
  const isNamed = named.length === own.length || named.length > 1;
  const letters = lettersBeside(hit, text);
  const found: SaidOptions = { options: [], refused: [], noted: [], unknown: [] };
  const explained = new Set([hit.name, hit.category ?? '', hit.description ?? ''].flatMap(nameWords));
  // Only an exact word can be one that says nothing by itself.
  const loose = beside.map((word) => (contentWords(word, language).length > 0 || isHalf(word) ? word : ''));
  const read = hit.option_groups.flatMap((group) => {
    const some = saidOf(group, [isNamed ? beside : words, loose], letters, isUnspaced(text));
    return some.length > 0 ? some : bySize(group, beside);
  });
  const sayings = withRefusals(besideGroups(bestOf(read), hit, words), isUnspaced(text) ? [] : words);
  // The “easy” of “eggs over easy, rye” is an option’s.
  const taken = new Set(sayings.flatMap(({ places }) => places));
  const unsaid = words.map((word, at) => (taken.has(at) ? '' : word));
  if (!isUnspaced(text)) found.noted = sayings.flatMap((saying) => qualified(saying, unsaid, words));
  for (const group of hit.option_groups) {
    const named = unique(sayings.filter((each) => each.isUnsure !== true && group.options.includes(each.option)));
    for (const word of nameWords(group.name)) explained.add(word);
    for (const { option } of named) for (const word of nameWords(withDecimalsWhole(option.name))) explained.add(word);
    const asOption = ({ option }: { option: Option }) => ({ group_id: group.id, option_id: option.id });
    const ofGroup = nameWords(group.name);
    const at = words.findIndex(
      (word, index) => ofGroup.includes(word) && !sayings.some(({ places }) => places.includes(index)),
    );
    // “All the toppings.”
    const isAll =
      at > 0 &&
      /(?<!\p{L})all(?: of)?(?: the)?$/u.test(words.slice(0, at).join(' ')) &&
      group.max >= group.options.length;
    const wanted = isAll ? group.options.map((option) => ({ option })) : named.filter(({ isRefused }) => !isRefused);
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
    // “With cheese”: which cheese has to be asked.
    const isOpen = at > 0 && WITH_WORD.test(words[at - 1] ?? '') && chosen.length + gone.length === 0;
    if (chosen.length < group.min || isTooMany || isOpen) found.missing ??= group;
  }
  for (const at of sayings.flatMap(({ places }) => places)) explained.add(words[at] ?? '');
  // A size of what has one size alone.
  const isSized = hit.option_groups.some((group) => group.options.some(({ name }) => nameWords(name).some(isSize)));
  if (!isSized) found.noted.push(...words.filter((word) => isSize(word) && !explained.has(word)));
  for (const word of found.noted) explained.add(word);
  const unsure = sayings.flatMap(({ isUnsure, places }) =>
    isUnsure === true ? places.map((at) => words[at] ?? '') : [],
  );
  if (!isUnspaced(text))
    found.unknown = [...unknownAfterWith(withoutPreparations(text, language), explained, language), ...unsure];
  return found;
}

/** Without the words that only name a group: the “eggs” of “scrambled eggs” ask for no “Poached egg” on top. */
function besideGroups(sayings: readonly Saying[], { option_groups }: MenuHit, words: readonly string[]): Saying[] {
  const named = new Set(
    option_groups.flatMap(({ name, options }) => {
      const chosen = sayings.filter(({ option }) => options.includes(option)).flatMap(({ places }) => places);
      const isOwn = (at: number) => nameWords(name).some((own) => isFormOf(words[at] ?? '', own));
      return chosen.flatMap((at) => (isOwn(at + 1) ? [at + 1] : []));
    }),
  );
  return sayings.filter(({ places }) => !places.every((at) => named.has(at)));
}

/** An option with the words before it that say how much of it: “just a little bit of mayo”. */
function qualified({ places, isRefused }: Saying, free: readonly string[], words: readonly string[]): string[] {
  const [first, last] = [Math.min(...places), Math.max(...places)];
  let at = first;
  while (isQualifying(free[at - 1] ?? '') || /^(?:of|on|the|a|an|not|go)$/u.test(free[at - 1] ?? '')) at -= 1;
  const before = free.slice(at, first);
  const begin = before.findIndex((word) => isQualifying(word) || word === 'not');
  return isRefused || !before.some(isQualifying) ? [] : [words.slice(at + begin, last + 1).join(' ')];
}

/** The names of a product's options, as its menu has them. */
export const namesChosen = (hit: MenuHit, chosen: LineRequest['options']): string[] =>
  hit.option_groups.flatMap(({ options }) =>
    options.filter(({ id }) => chosen.some(({ option_id }) => option_id === id)).map(({ name }) => name),
  );

/** The options that are themselves a refusal, as “Gluten-free base”, and that a text names. */
export const freeOptionsIn = (hit: MenuHit, text: string): string[] =>
  hit.option_groups
    .flatMap(({ options }) => options.map(({ name }) => name))
    .filter(
      (name) => ` ${phraseKey(text)} `.includes(` ${phraseKey(name)} `) && refusesSomething(understandQuery(name)),
    );

/** A text in unspaced script without the name of its product, which may have the letters of an option. */
const lettersBeside = (hit: MenuHit, text: string): string =>
  fold(text.normalize('NFKC')).replaceAll(fold(hit.name.normalize('NFKC')), ' ');

const isRefusedBy = (words: readonly string[], names: readonly string[]): boolean =>
  words.some((word, index) => index > 0 && isNo(words[index - 1]) && names.some((name) => isFormOf(word, name)));

function unknownAfterWith(text: string, explained: ReadonlySet<string>, language: Language): string[] {
  const words = wordsIn(text);
  const at = words.findIndex(({ word }) => WITH_WORD.test(word) && !explained.has(word));
  if (at < 0) return [];
  const rest = text.slice(words[at]?.end ?? 0);
  return contentWords(rest, language).filter(
    (word) =>
      !isMeasure(word) &&
      !isServing(word) &&
      !isQualifying(word) &&
      !isNo(word) &&
      ![...explained].some((each) => isSameWord(word, each) || isPartMeant(word, each)) &&
      !unwantedIn(rest).some((words) => words.split(' ').includes(word)),
  );
}

const UNWANTED = new RegExp(
  `(?<!\\p{L})(?!(?:not|nicht|minus|niente) )(?:${WITHOUT}) (?:(?:the|den|die|das|le|la|les|el|los|il|de|het|o|os|as?) )?(\\p{L}{2,}(?: \\p{L}{3,}){0,2})`,
  'gu',
);

/** The refused words of a text, folded: “no onions”, “ohne Zwiebeln”, 「ネギ抜き」. */
export const unwantedIn = (text: string): string[] => [
  ...[...fold(text).matchAll(UNWANTED)].map(([, words = '']) => foodOf(words.split(' '))),
  ...[...text.matchAll(/([\p{Script=Han}\p{Script=Katakana}ー]+|[ぁ-ん]{2,4})(?:は|を)?(?:抜き|なし|抜いて)/gu)].map(
    ([, word = '']) => word,
  ),
];

/** The first word, with those up to the food that it describes: “red onions”, and nothing of “onions please”. */
function foodOf(words: readonly string[]): string {
  const at = words.findIndex((word) => foodCalled(word) !== undefined || meaningOf(word) !== undefined);
  return words.slice(0, at < 0 ? 1 : at + 1).join(' ');
}

/** “Zwiebeln” in “Röstzwiebeln”; “ice” is no part of “rice”. */
const isPartOf = (word: string, name: string): boolean =>
  (isUnspaced(word) || word.length > 4) && name.includes(word) && name.length - word.length > 2;

/**
 * Returns the words that a request negates and no chosen option covers: the kitchen has to be told. Words of the
 * product's name are ignored: “Prego no pão”.
 */
export function unknownNegations(hit: MenuHit, text: string, chosen: LineRequest['options']): string[] {
  const names = namesChosen(hit, chosen).flatMap((name) => wordsIn(name).map(({ word }) => word));
  const said = fold(text).replaceAll(fold(hit.name), ' ');
  // “Kräuter” are no plural of “Kraut”.
  const isPlural = (word: string, name: string) => isFormOf(word, name) && !name.endsWith('er');
  const isNamed = (word: string) => names.some((name) => word === name || isPlural(word, name) || isPartOf(word, name));
  return unwantedIn(said).filter((words) => !words.split(' ').some(isNamed));
}
