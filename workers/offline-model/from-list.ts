import type { MenuHit } from '../../contracts/chat-tool.ts';
import { tagsFor } from '../../contracts/diets.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { hasWanted } from '../domain/query/left-out.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { refusesSomething } from '../domain/query/understood-query.ts';
import { contentWords, type Language, quantityIn, quantityOf } from './language.ts';
import type { Memory } from './memory.ts';
import { isSameWord, nameWords } from './names.ts';
import { said } from './said.ts';
import { ANY, CHOOSING, plain, SEEKING } from './sayings.ts';
import { rangeIn, segmentsOf } from './segments.ts';
import { ASIDE, unexplainedBy, type Wish } from './wish.ts';

export const EACH = said(
  'each|apiece|jeweils|je(?= (?:ein|zwei|drei|vier|funf|sechs|\\d)\\w*)|chacun\\w*|de chaque|ciascun\\w*|cada un\\w*|de cada|elk|kazd\\w*|po(?= (?:dw|trzy|cztery|\\d)\\w*)|birer|ikiser|ucer|ek ek|do do',
  'ずつ',
);
export const ALL_SHOWN = said(
  'both|all (?:of them|of those|of these|three|four|five|\\d)|(?<!(?:after|at|s|is|be) )all(?! (?:right|good|set))|(?:alle )?beide[nrs]?|alle|tous|toutes|les deux|entrambi|entrambe|tutti|tutte|los dos|las dos|ambos|ambas|todos|todas|allebei|os dois|as duas|oba|obie|ikisi(?: de)?|dono|donon|sab',
  '両方|全部|どちらも|すべて',
);
const THE_ONE = said('the|that|der|die|das|den|le|la|l|celui|celle|il|lo|quello|quella|el|de|het|o|a|ten|ta');
/** “Die drei”, “la 3”: the number of a place, which a plural article makes a count. */
const NUMBER_OF_PLACE = /(?:^|\s)(?:the (?=\d)|die |der |das |le (?=\d)|la |il |el |de |het |o |a )(\d|\p{L}+)$/u;
const MAX_SHOWN = 6;

type Listed = Pick<Memory, 'lastHits' | 'language' | 'focus'>;

/** “The first”, “one of each”, “both”, “the vegan one”, “the diavola”: what a text takes of the list that was shown. */
export function fromList(listed: Listed, text: string): Wish[] | undefined {
  return (
    fittingOfList(listed, text) ?? allOfList(listed, text) ?? numberOfList(listed, text) ?? namedOfList(listed, text)
  );
}

/** “I’ll take the cheapest”, “the vegan one, please”: of what was shown, with nothing named. */
function fittingOfList({ lastHits, language, focus }: Listed, text: string): Wish[] | undefined {
  const words = plain(text);
  if (focus !== 'list' || !CHOOSING.test(words) || !THE_ONE.test(words) || ANY.test(words)) return undefined;
  const { diets, sort, query } = understandQuery(text);
  if ((diets.length === 0 && sort === undefined) || contentWords(query, language).length > 0) return undefined;
  const sign = sort === '-price' ? -1 : 1;
  const fitting = lastHits
    .filter(({ dietary }) => diets.every((diet) => tagsFor(diet).some((tag) => dietary.includes(tag))))
    .toSorted((a, b) => (sort === undefined ? 0 : sign * (a.price.amount - b.price.amount)));
  const [hit, ...others] = fitting;
  if (hit === undefined) return undefined;
  const wish = { quantity: quantityIn(text, language) ?? 1, text: '' };
  return sort === undefined && others.length > 0
    ? [{ kind: 'unclear', hits: fitting, words: '', ...wish }]
    : [{ kind: 'found', hit, ...wish }];
}

/** “One of each”, “both”. */
function allOfList({ lastHits, language, focus }: Listed, text: string): Wish[] | undefined {
  const words = fold(text);
  const isNamed = contentWords(text, language).some((word) => !EACH.test(word) && !ALL_SHOWN.test(word));
  if (focus !== 'list' || isNamed || rangeIn(text, language) !== undefined) return undefined;
  if (!EACH.test(words) && !ALL_SHOWN.test(words)) return undefined;
  const quantity = EACH.test(words) ? (quantityIn(text, language) ?? 1) : 1;
  return lastHits.slice(0, MAX_SHOWN).map((hit) => ({ kind: 'found', hit, quantity, text: '' }));
}

/** “Nehm ich die drei.” */
function numberOfList({ lastHits, language, focus }: Listed, text: string): Wish[] | undefined {
  const words = plain(text);
  const [match, number = ''] = NUMBER_OF_PLACE.exec(words) ?? [];
  const hit = lastHits[(quantityOf(number, language) ?? 0) - 1];
  if (focus !== 'list' || match === undefined || hit === undefined || contentWords(text, language).length > 0)
    return undefined;
  const quantity = quantityIn(words.slice(0, -match.length), language) ?? 1;
  return [{ kind: 'found', hit, quantity, text: '' }];
}

/** Words that say something, else those that tell one shown dish from the others: “una media” of two beers. */
function tellingWords(shown: readonly MenuHit[], text: string, language: Language): string[] {
  const words = contentWords(text, language);
  const isOf = (word: string, { name }: MenuHit) => wordsIn(name).some((each) => each.word === word);
  const others = wordsIn(text).flatMap(({ word }) =>
    shown.some((hit) => isOf(word, hit)) && !shown.every((hit) => isOf(word, hit)) ? [word] : [],
  );
  return words.length > 0 ? words : others;
}

/** “Diavola”, “the one with tuna”: the one shown dish that has all these words. */
function namedOfList({ lastHits, language, focus }: Listed, text: string): Wish[] | undefined {
  const words = tellingWords(lastHits, text, language);
  if (focus !== 'list' || words.length === 0 || /[?？]/u.test(text)) return undefined;
  if (SEEKING.test(plain(text).replace(THE_ONE, ' '))) return undefined;
  const { wanted, ...understood } = understandQuery(text);
  if (segmentsOf(text, language).length > 1 || refusesSomething({ wanted, ...understood })) return undefined;
  const isOne = ASIDE.test(text) || THE_ONE.test(plain(text));
  const isSaid = (word: string, hit: MenuHit) =>
    wanted.some((each) => each.name.split(' ').includes(word) && hasWanted(hit, each));
  const unsaid: Array<(hit: MenuHit) => string[]> = [
    (hit) => unexplainedBy(hit, words),
    // “Soup” alone, of which one was shown, is said of more than that.
    (hit) =>
      isOne || wanted.every(({ foods }) => foods.length === 0) ? words.filter((word) => !isSaid(word, hit)) : words,
    (hit) => (isOne ? unexplainedBy(hit, words, hit.description ?? '') : words),
  ];
  const isKind = ({ category }: MenuHit) =>
    words.every((word) => nameWords(category ?? '').some((each) => isSameWord(word, each)));
  const [fitting = [], isCalled] =
    unsaid
      .map((of, tier) => [lastHits.filter((hit) => of(hit).length === 0), tier === 0] as const)
      .find(([some]) => some.length > 0) ?? [];
  const [hit] = fitting;
  if (hit === undefined || (fitting.length === lastHits.length && fitting.length > 1) || fitting.some(isKind))
    return undefined;
  const wish = { quantity: quantityIn(text, language) ?? 1, text: isCalled === true ? text : '' };
  return fitting.length === 1
    ? [{ kind: 'found', hit, ...wish }]
    : [{ kind: 'unclear', hits: fitting, words: words.join(' '), ...wish }];
}
