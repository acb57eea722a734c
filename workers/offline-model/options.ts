import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import type { LineRequest } from '../../contracts/quote.ts';
import { contentWords, isUnspaced, type Language } from './language.ts';
import { isSameWord, nameWords } from './names.ts';

type Group = MenuHit['option_groups'][number];
type Option = Group['options'][number];

/** What a wish says of the options of its product. */
export interface SaidOptions {
  options: LineRequest['options'];
  /** Those that it says no to. */
  refused: LineRequest['options'];
  /** The first group that still needs a choice. */
  missing?: Group;
  /** Words that it asks for “with”, and that are no option: to be asked about, never dropped. */
  unknown: string[];
}

const NO = new Set(
  'no not without less ohne kein keine keinen nicht sans pas senza sin zonder geen sem bez olmadan bina'.split(' '),
);
const WITH = new Set('with mit avec con met com z ze in ile'.split(' '));

/** The options that a text names. A group with one way out takes it. */
export function optionsOf(hit: MenuHit, text: string, language: Language): SaidOptions {
  const words = wordsIn(text).map(({ word }) => word);
  const folded = fold(text.normalize('NFKC'));
  const found: SaidOptions = { options: [], refused: [], unknown: [] };
  const explained = new Set([...nameWords(hit.name), ...nameWords(hit.category ?? '')]);
  for (const group of hit.option_groups) {
    const named = group.options
      .map((option) => ({ option, ...howSaid(option, group, words, folded) }))
      .filter(({ share }) => share > 0)
      .toSorted((a, b) => b.share - a.share);
    for (const word of nameWords(group.name)) explained.add(word);
    for (const { option } of named) for (const word of nameWords(option.name)) explained.add(word);
    const asOption = ({ option }: { option: Option }) => ({ group_id: group.id, option_id: option.id });
    const wanted = named.filter(({ isRefused }) => !isRefused);
    const isOnlyWay = wanted.length === 0 && group.min === group.options.length;
    const chosen = isOnlyWay ? group.options.map((option) => ({ option })) : wanted.slice(0, group.max);
    found.options.push(...chosen.map(asOption));
    found.refused.push(...named.filter(({ isRefused }) => isRefused).map(asOption));
    if (chosen.length < group.min) found.missing ??= group;
  }
  if (!isUnspaced(text)) found.unknown = unknownAfterWith(text, explained, language);
  return found;
}

/** How many words of an option that tell it from the others were said, and whether with a “no” before. */
function howSaid(option: Option, group: Group, words: readonly string[], folded: string) {
  if (isUnspaced(option.name)) {
    const name = fold(option.name.normalize('NFKC'));
    const at = folded.indexOf(name);
    return {
      share: at < 0 ? 0 : name.length,
      isRefused: at >= 0 && /^(?:は|を)?(?:やめ|なし|抜き|いらな)/u.test(folded.slice(at + name.length)),
    };
  }
  const own = nameWords(option.name);
  // An option that is itself called “No olives” is asked for by these very words.
  const [first = '', second = ''] = own;
  if (NO.has(first)) {
    const at = words.findIndex((word, index) => word === first && words[index + 1] === second);
    return { share: at < 0 ? 0 : 2, isRefused: false };
  }
  const shared = new Set(group.options.filter((other) => other !== option).flatMap(({ name }) => nameWords(name)));
  const telling = own.filter(
    (word) => !shared.has(word) && !nameWords(group.name).includes(word) && !GENERIC.has(word),
  );
  const places = words.flatMap((word, index) => (telling.some((each) => isSameWord(word, each)) ? [index] : []));
  const isRefused =
    places.length > 0 &&
    places.every((index) => words.slice(Math.max(0, index - 2), index).some((word) => NO.has(word)));
  return { share: places.length, isRefused };
}

/** Parts of many options’ names, which tell none. */
const GENERIC = new Set('drink milk milch extra with mit in the a of and und desi'.split(' '));

function unknownAfterWith(text: string, explained: ReadonlySet<string>, language: Language): string[] {
  const words = wordsIn(text);
  const at = words.findIndex(({ word }) => WITH.has(word) && !explained.has(word));
  if (at < 0) return [];
  const rest = text.slice(words[at]?.end ?? 0);
  return contentWords(rest, language).filter((word) => ![...explained].some((each) => isSameWord(word, each)));
}

/** What a wish says no to, where no option of the product stands for it. */
export function unknownNegations(hit: MenuHit, text: string): string[] {
  const names = hit.option_groups.flatMap((group) => group.options.map(({ name }) => fold(name)));
  return [
    ...fold(text).matchAll(
      /(?<![\p{L}])(?:no|without|ohne|kein\w*|sans|senza|sin|zonder|sem|bez) (?:the )?(\p{L}{3,})/gu,
    ),
  ].flatMap(([, word = '']) => (names.some((name) => name.includes(word)) ? [] : [word]));
}
