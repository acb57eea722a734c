import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import {
  contentWords,
  isArticle,
  isMeasure,
  isOwnArticle,
  isUnspaced,
  type Language,
  numberSaid,
  placeOf,
  quantityIn,
  quantityOf,
} from './language.ts';
import { WITH, WITHOUT } from './said.ts';
import { optionNames } from './wish.ts';

const AND: Readonly<Partial<Record<Language, string>>> = {
  en: 'and|n|plus|as well as',
  de: 'und|sowie|plus|dazu',
  fr: 'et|ainsi que',
  it: 'e|ed',
  es: 'y|e',
  nl: 'en',
  pt: 'e',
  pl: 'i|oraz',
  tr: 've',
  hi: 'aur|और',
};
/** A と after a name or a count parts two wishes; in とじ and とろ it is part of a name. */
const JAPANESE_AND =
  '(?<=[\\p{Script=Han}\\p{Script=Katakana}ー]|(?:つ|個|本|杯|枚|皿|人前)|そば|うどん|ぎり|くん)と(?![じろ])(?=\\S)';
const ANY_AND = /\s*(?:&|,|\s(?:and|n|und|et|e|y|en|ve|aur)\s)\s*/iu;
/** “Chips, curry sauce” is no “chips and curry sauce”. */
const SAID_AND = /\s*(?:&|,?\s(?:and|n|und|et|e|y|en|ve|aur)\s)\s*/iu;
/** “One with and one without onions” names the onions once. */
export const ELLIPSIS =
  /(?<!\p{L})(with|mit|avec|con) ((?:and|und|et|y|e) (?:\p{L}+ )?(?:without|ohne|sans|senza|sin)) (.+)$/iu;

/** The parts of a sentence that may each be a wish. “Je ne veux plus” adds nothing. */
export function segmentsOf(text: string, language: Language): string[] {
  const and = [AND.en, 'und', 'y', AND[language]].filter((words) => words !== undefined).join('|');
  return text
    .replace(/(?<!\p{L})(tutt[ei]) e (?:due|tre)(?!\p{L})/giu, '$1')
    .replace(ELLIPSIS, '$1 $3 $2 $3')
    .split(
      new RegExp(
        `\\s*[,;:&+、。](?!\\d)\\s*|${language === 'de' ? '' : "(?<!(?<!\\p{L})(?:ne |n['’])\\p{L}+)"}\\s+(?:${and})\\s+|${JAPANESE_AND}`,
        'iu',
      ),
    )
    .flatMap((segment) => atNumbers(segment, language))
    .filter((segment) => /[\p{L}\p{N}]/u.test(segment));
}

/** A text in which no “and” parts a name such as “Fish and chips”. */
export function withNamesWhole(text: string, hits: readonly MenuHit[]): string {
  const escaped = (part: string) => part.trim().replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
  const names = [...new Set(hits.flatMap((hit) => [hit.name, ...optionNames(hit)]))]
    .map((name) => name.split(ANY_AND))
    .filter((parts) => parts.length > 1);
  const saying = (parts: readonly string[]) => new RegExp(parts.map(escaped).join(SAID_AND.source), 'giu');
  // “Chicken and mushroom” is the one pie that is called so, “prosciutto e funghi” the one pizza.
  const begun = names.map((parts) => [
    parts[0]?.split(' ').at(-1) ?? '',
    ...parts.slice(1, -1),
    parts.at(-1)?.split(' ')[0] ?? '',
  ]);
  const isAlone = (parts: readonly string[]) => begun.filter((other) => other.join() === parts.join()).length === 1;
  const whole = names.reduce((left, parts) => left.replace(saying(parts), parts.join(' ')), text);
  return begun.filter(isAlone).reduce((left, parts) => left.replace(saying(parts), parts.join(' ')), whole);
}

const ASIDE_WORD = new RegExp(`^(?:${WITH}|${WITHOUT})$`, 'u');

/** “Two samosa three chai” is two wishes: a number parts them where words stand on both its sides. */
function atNumbers(segment: string, language: Language): string[] {
  if (isUnspaced(segment)) return [segment];
  const words = wordsIn(segment);
  const isTelling = (word: string | undefined) =>
    word !== undefined && contentWords(word, language).length > 0 && !isMeasure(word);
  const starts = words
    .filter(({ word, start }, at) => {
      if (start === 0 || quantityOf(word, language) === undefined) return false;
      // “The second one.”
      if (placeOf(words[at - 1]?.word ?? '', language) !== undefined) return false;
      // “Iki lahmacun bir ayran”: so does an article between two names, as in no “agua de un litro”.
      return numberSaid(segment.slice(start), language) !== undefined && !isArticle(word, language)
        ? true
        : isOwnArticle(word, language) &&
            isTelling(words[at - 1]?.word) &&
            (isTelling(words[at + 1]?.word) || ASIDE_WORD.test(words[at + 1]?.word ?? ''));
    })
    .map(({ start }) => start)
    .filter((at) =>
      [segment.slice(0, at), segment.slice(at)].every((part) =>
        contentWords(part, language).some((word) => !isMeasure(word)),
      ),
    )
    .filter(
      (at) =>
        !/[\p{L}\p{N}][-.,]?$/u.test(segment.slice(0, at)) &&
        !/(?:for|fur|für|pour|per|para|with|mit|avec|con|com|met|no\.?|number|nr\.?|table|of|de)\s+$/iu.test(
          segment.slice(0, at),
        ),
    );
  return [0, ...starts].map((start, index, all) => segment.slice(start, all[index + 1]));
}

const NUMBERED =
  /(?:#|(?<!\p{L})(?:no|nr)[.°º]? ?|(?<!\p{L})n[.°º] ?)(\d{1,2})(?!\d)|(?<!\p{L})(?:number|nummer|numero|numer|item) (\d{1,2}|\p{L}+)|(?<!\p{L})(\d{1,2}|\p{L}+) numara|^(\d{1,2})\. ?(?:olan\p{L}*|s?[iu]n?[iu]?)?$|^#?(\d{1,2})(?: please| bitte)?$/u;

/** “two of the first”, “number 3”, “#3”, “the last one”, or a lone “2”: a place in the list, counted from 0. */
export function placeIn(segment: string, language: Language): { index: number; quantity: number } | undefined {
  const tokens = wordsIn(segment).map(({ word }) => word);
  const folded = fold(segment.trim());
  const [match, ...numbers] = NUMBERED.exec(folded) ?? [];
  const numbered = quantityOf(numbers.find((number) => number !== undefined) ?? '', language);
  if (match !== undefined && numbered !== undefined)
    return { index: numbered - 1, quantity: quantityIn(folded.replace(match, ' '), language) ?? 1 };
  // “Un primo” is a first course, and “a second coffee” one more.
  const ordinal = tokens.findIndex(
    (token, at) => placeOf(token, language) !== undefined && !isOwnArticle(tokens[at - 1] ?? '', language),
  );
  const place = ordinal < 0 ? /(?:最初|最後|[一二三四五1-5](?:番目|つ目))/u.exec(segment)?.[0] : tokens[ordinal];
  const index = place === undefined ? undefined : placeOf(place, language);
  if (index === undefined) return undefined;
  const quantity = numberSaid(segment, language) ?? 1;
  return { index, quantity };
}

/** “The first two”, “die letzten beiden”: places of the list, as for `slice`, and the rest of the text. */
export function rangeIn(
  text: string,
  language: Language,
): { from: number; to: number | undefined; rest: string } | undefined {
  const words = wordsIn(text);
  for (const [at, { word, start, end }] of words.entries()) {
    const place = placeOf(word, language);
    const [article, before, after] = [words[at - 2], words[at - 1], words[at + 1]];
    if (place !== 0 && place !== -1) continue;
    const next = countOf(after?.word, language);
    // “Les deux premières”; “due primi” are two first courses.
    const count = next ?? (ARTICLE.test(article?.word ?? '') ? countOf(before?.word, language) : undefined);
    if (count === undefined) continue;
    const [from, to] = next === undefined ? [article?.start ?? start, end] : [start, after?.end ?? end];
    const rest = `${text.slice(0, from)} ${text.slice(to)}`;
    return place === 0 ? { from: 0, to: count, rest } : { from: -count, to: undefined, rest };
  }
  return undefined;
}

const ARTICLE = /^(?:the|die|les|i|le|gli|los|las|de|os|as)$/u;

function countOf(word: string | undefined, language: Language): number | undefined {
  if (word === undefined || /^\d+x$|mal$|^(?:once|twice|thrice)$/u.test(word)) return undefined;
  const bare = /^(iki|uc|dort)s?[iu]\p{L}*$/u.exec(word)?.[1] ?? word;
  const count = /^beiden?$/u.test(word) ? 2 : quantityOf(bare, language);
  return count !== undefined && count > 1 ? count : undefined;
}
