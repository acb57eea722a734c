import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { understandQuery } from '../domain/query/understand-query.ts';
import { ALL_SHOWN, EACH } from './from-list.ts';
import { contentWords, isArticle, isMeasure, isUnspaced, quantityIn, quantityOf } from './language.ts';
import type { Memory } from './memory.ts';
import { type Named, namesIn, withNamesJoined } from './menu-names.ts';
import { bestNamed, isFormOf, isSize, nameWords, ordinaryOf } from './names.ts';
import { withoutPreparations, withPreparationsApart } from './preparations.ts';
import { ASKING, isQualifying, isServing, WITH, WITHOUT } from './said.ts';
import { PART_OF } from './sayings.ts';
import { ELLIPSIS, segmentsOf } from './segments.ts';
import { type Act, call } from './steps.ts';
import { optionNames, type Wish } from './wish.ts';
import { FOR_WHOM, MAX_ASKED, OPTION_START, sayDifferent } from './wishes.ts';

const SEARCHED = 20;
const MAX_QUERY = 300;
const ASIDE = new RegExp(`^(?:${WITH}|${WITHOUT})$`, 'u');
const THAT = /^(?:that|this|those|these)$/u;
const NOT = new RegExp(`^(?:${WITHOUT})$`, 'u');
const AND = /^(?:and|n|und|et|e|y|en)$/u;

interface Item {
  begin: number;
  hits: MenuHit[];
  quantity: number;
  text: string;
}

/**
 * Reads an order by the names on the menu, where no comma tells a dish from the options of the one before: “a burger with
 * onions a large coke and fries”. @returns undefined where a word is left that no name explains.
 */
export function* wholeOrder(memory: Memory, written: string): Act<Wish[] | undefined> {
  const content = contentWords(memory.reading.of(written).query, memory.language);
  // “One with poached eggs”, of the dish that was shown.
  if (OPTION_START.test(written) && memory.focus === 'list' && memory.lastHits.length === 1) return undefined;
  if (isUnspaced(written) || content.length < 2 || EACH.test(fold(written)) || ELLIPSIS.test(written)) return undefined;
  // What is not in the list just shown has to be called by its whole name: another may share a part of it.
  const isListed = memory.focus === 'list' && memory.lastHits.length > 0;
  const known = isListed ? orderIn(written, memory.lastHits, memory) : orderIn(written, memory.allHits, memory, 1);
  if (known?.every(({ kind }) => kind === 'found') === true) return known;
  const outcome = yield* call('retrieve_menu', { query: content.join(' ').slice(0, MAX_QUERY), limit: SEARCHED });
  return outcome.kind === 'hits' ? orderIn(written, outcome.hits, memory) : undefined;
}

function orderIn(
  written: string,
  hits: readonly MenuHit[],
  { language, reading }: Pick<Memory, 'language' | 'reading'>,
  minRank = 0,
): Wish[] | undefined {
  const asked = written.replace(FOR_WHOM, ' ').replace(ASKING, ' ');
  const text = withPreparationsApart(withNamesJoined(asked, hits));
  const places = wordsIn(text);
  const words = places.map(({ word }) => word);
  // “Thé” is no article.
  const accented = new Set(
    places.flatMap(({ word, start, end }) => (contentWords(text.slice(start, end), language).length > 0 ? [word] : [])),
  );
  const isTelling = (word: string) => accented.has(word) || contentWords(word, language).length > 0;
  const names = namesIn(words, hits, isTelling);
  const nameAt = (at: number) => names.find(({ begin, end }) => begin <= at && at < end);
  const isCount = (at: number) =>
    nameAt(at) === undefined &&
    quantityOf(words[at] ?? '', language) !== undefined &&
    !isQualifying(words[at + 1] ?? '') &&
    !THAT.test(words[at - 1] ?? '');
  const items: Item[] = [];
  const counts = new Set<number>();
  let end = 0;
  for (let at = 0; at < words.length; at++) {
    const name = nameAt(at);
    const last = items.at(-1);
    if (name === undefined || at > name.begin) continue;
    const isBeside = /^on the side\b/u.test(words.slice(name.end, name.end + 3).join(' '));
    const isOption = name.options.some(({ hit }) => last?.hits.includes(hit)) && !isBeside;
    const count = countBefore(name);
    if (name.dishes.length === 0 || (isOption && count === undefined)) continue;
    for (let counted = count ?? name.begin; counted < name.begin; counted++) counts.add(counted);
    // “Cheddar SunChips”, “steak and ale pie”: two parts of one name.
    if (
      last !== undefined &&
      count === undefined &&
      words.slice(end, name.begin).every((word) => AND.test(word)) &&
      last.hits.some((hit) => name.dishes.includes(hit))
    ) {
      last.hits = last.hits.filter((hit) => name.dishes.includes(hit));
      end = name.end;
      continue;
    }
    const begin = items.length === 0 ? 0 : (count ?? modifiersOf(name, last?.hits ?? []));
    const said = count === undefined ? '' : text.slice(places[count]?.start, places[name.begin]?.start);
    items.push({ begin, hits: name.dishes, quantity: quantityIn(said, language) ?? 1, text: '' });
    end = name.end;
  }
  // What counts no dish or the one before it (“naan x2”), and words about an allergen that no name explains, are for others to read.
  const isUnread = (word: string, at: number) =>
    /^x\d/u.test(word) ||
    (isCount(at) && !counts.has(at) && (!isArticle(word, language) || isOfOption(at))) ||
    (reading.all.unexplained.includes(word) && nameAt(at) === undefined && !isAround(word));
  const isUnfit = ({ begin, dishes, rank }: Named) =>
    dishes.length > 0 &&
    (rank < minRank || NOT.test(words[begin - 1] ?? '') || (rank === 0 && ASIDE.test(words[begin - 1] ?? '')));
  if (items.length === 0 || words.some(isUnread) || names.some(isUnfit)) return undefined;
  // “A burger and a wrap, both large”, “two wraps, a lamb one and a fish one”: what is said of several together.
  const isParted = (item: Item, index: number) =>
    item.quantity > 1 &&
    item.hits.length > 1 &&
    items.slice(index + 1).some(({ hits: own }) => own.every((hit) => item.hits.includes(hit)));
  if (PART_OF.test(fold(text)) || items.some(isParted) || (items.length > 1 && ALL_SHOWN.test(fold(text))))
    return undefined;
  // Of diets those alone count that no name has.
  const rest = words
    .map((word, at) => ((nameAt(at)?.rank ?? 0) > 0 || nameAt(at)?.dishes.length === 0 ? '' : word))
    .join(' ');
  if (understandQuery(rest).diets.length > 0) return undefined;
  for (const [index, item] of items.entries()) {
    const until = items[index + 1]?.begin ?? words.length;
    if (leftIn(item, until).length > 0) return undefined;
    // “BBQ chips”: of several that are called so, the one that has it to choose.
    const own = names.filter(
      ({ begin, end: last, dishes }) => begin >= item.begin && last <= until && dishes.length === 0,
    );
    const fitting = item.hits.filter((hit) => own.every(({ options }) => options.some((each) => each.hit === hit)));
    const nameOf = ({ name }: MenuHit) => name;
    const likely = ordinaryOf(fitting.length > 0 ? fitting : item.hits, written, nameOf);
    const best =
      likely.length > 1
        ? bestNamed(words.slice(item.begin, until), words.slice(item.begin, until).join(' '), likely, nameOf)
        : likely;
    item.hits = best.length > 0 ? best : likely;
    item.text = text
      .slice(places[item.begin]?.start, places[until]?.start ?? text.length)
      .replace(/[\s,]*(?:and)?[\s,]*$/iu, '');
    if (isOfSeveral(item)) return undefined;
  }
  return items.filter(({ quantity }) => quantity > 0).map(wishOf);

  /** “Two shakes, a vanilla and a banana”, “large fries with mayo and a small with ketchup”. */
  function isOfSeveral({ hits: [hit, ...others], text: said }: Item): boolean {
    const segments = segmentsOf(said, language);
    return (
      hit !== undefined &&
      others.length === 0 &&
      segments.some((one, index) =>
        segments.slice(index + 1).some((other) => sayDifferent(hit, [one, other], language)),
      )
    );
  }

  /** “Due margherite, una integrale” counts an option. */
  function isOfOption(at: number): boolean {
    const item = items.findLast(({ begin }) => begin < at);
    const isOfItem = nameAt(at + 1)?.options.some(({ hit }) => item?.hits.includes(hit)) === true;
    return item !== undefined && item.quantity > 1 && (isOfItem || ASIDE.test(words[at + 1] ?? ''));
  }

  /** Where the count of a dish stands: nothing but its options lie between. */
  function countBefore({ begin, dishes }: Named): number | undefined {
    for (let at = begin - 1; at >= end; at--) {
      if (isCount(at)) {
        const before = at - 1;
        return isCount(before) ? before : at;
      }
      const name = nameAt(at);
      const isOwn = name?.options.some(({ hit }) => dishes.includes(hit)) === true;
      const word = words[at] ?? '';
      if (
        ASIDE.test(word) ||
        !(isOwn || (name === undefined && (!isTelling(word) || isMeasure(word) || isServing(word) || isSize(word))))
      )
        return undefined;
    }
    return undefined;
  }

  /** Where the options before a dish without a count begin: “… and onions large fries”. */
  function modifiersOf({ begin, dishes }: Named, before: readonly MenuHit[]): number {
    let at = begin;
    for (;;) {
      const name = nameAt(at - 1);
      const own = name?.options.find(({ hit }) => dishes.includes(hit));
      const isOfLast = name?.options.some(({ hit }) => before.includes(hit)) === true;
      if (name === undefined || own === undefined || name.begin < end || (isOfLast && own.group.max !== 1)) return at;
      at = name.begin;
    }
  }

  /** The words of an item that nothing explains. */
  function leftIn({ begin, hits: own }: Item, until: number): string[] {
    const known = own.flatMap(({ category, option_groups }) => [
      category ?? '',
      ...option_groups.map(({ name }) => name),
    ]);
    const explained = known.flatMap(nameWords);
    const part = text.slice(places[begin]?.start, places[until]?.start ?? text.length);
    const prepared = new Set(contentWords(part, language));
    for (const word of contentWords(withoutPreparations(part, language), language)) prepared.delete(word);
    return words.slice(begin, until).filter((word, offset) => {
      const name = nameAt(begin + offset);
      if (name !== undefined)
        return !(
          name.dishes === own ||
          name.dishes.some((hit) => own.includes(hit)) ||
          name.options.some(({ hit }) => own.includes(hit))
        );
      const isSizeAlone =
        isSize(word) && !own.some((hit) => optionNames(hit).some((each) => nameWords(each).some(isSize)));
      const isKnown = !isTelling(word) || isAround(word) || isSizeAlone || prepared.has(word);
      return !isKnown && !explained.some((each) => isFormOf(word, each));
    });
  }
}

const isAround = (word: string): boolean => isMeasure(word) || isServing(word) || isQualifying(word);

const wishOf = ({ hits: [hit, ...others], quantity, text }: Item): Wish =>
  hit !== undefined && others.length === 0
    ? { kind: 'found', hit, quantity, text }
    : {
        kind: 'unclear',
        hits: hit === undefined ? [] : [hit, ...others].slice(0, MAX_ASKED),
        words: text,
        quantity,
        text,
      };
