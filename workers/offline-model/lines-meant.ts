import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold } from '../../contracts/fold.ts';
import { ALL_SHOWN } from './from-list.ts';
import { contentWords, quantityIn } from './language.ts';
import type { BasketLine, Memory } from './memory.ts';
import { bestNamed, isKindOf, nameWords } from './names.ts';
import { optionsOf } from './options.ts';
import { CORRECTING, plain } from './sayings.ts';
import { placeIn } from './segments.ts';
import { type Act, call } from './steps.ts';
import { ASIDE, unexplainedBy } from './wish.ts';

const MIN_BEGINNING = 5;

/** The lines of the basket that a text is about. */
export interface Meant {
  lines: BasketLine[];
  /** By what: a name, its place, all of them, or nothing but being the last. */
  by: 'name' | 'place' | 'all' | 'last';
  /** The named things that are in no line. */
  words: string[];
}

/**
 * Returns the lines that a text refers to: by place, by name and options, all, or else the last. Several lines by name
 * need a question.
 */
export function linesMeant(memory: Memory, text: string): Meant {
  const { basket, language, lastLine, focus } = memory;
  // “The noodles without onions” are the noodles; “with all the extras” is one dish.
  const [before = ''] = text.split(ASIDE);
  const isAll = ALL_SHOWN.test(fold(before.trim() === '' ? text : before));
  const place = placeIn(text, language);
  // “Sorry, 4”, after three of something, is how many.
  const isCount = focus === 'basket' && lastLine !== undefined && /^\W*\d{1,2}\W*$/u.test(text);
  if (place !== undefined && !isCount) {
    // Of two of a dish in one line, “the second” is one of them.
    const units = basket.flatMap((each) => Array.from({ length: each.quantity }, () => each));
    const line = basket.at(place.index) ?? units.at(place.index);
    return { lines: line === undefined ? [] : [line], by: 'place', words: [] };
  }
  const words = contentWords(contentWords(before, language).length > 0 ? before : text, language);
  const named = bestNamed(words, text, basket, ({ name }) => name).filter(
    (line) => unexplainedBy(hitOf(memory, line) ?? asHit(line), words).length === 0,
  );
  if (named.length > 0) {
    const alike = named.filter((line) => {
      const { options, own } = optionsFor(memory, line, text);
      return options.length > 0 && own.length >= options.length;
    });
    return { lines: alike.length > 0 ? alike : named, by: isAll && named.length > 1 ? 'all' : 'name', words: [] };
  }
  // “Das Bier” is the Pils, and “Schinken” the Schinkenbrötchen.
  const isIn = (word: string, name: string) =>
    isKindOf(word, name) ||
    (word.length >= MIN_BEGINNING &&
      nameWords(name).some((each) => each.startsWith(word) && each.length - word.length >= 3));
  const ofKind = words.length === 0 ? [] : basket.filter(({ name }) => words.every((word) => isIn(word, name)));
  if (ofKind.length > 0) return { lines: ofKind, by: 'name', words: [] };
  if (isAll) return { lines: basket, by: 'all', words: [] };
  // “Eieren” are no butter of the category “Zuivel en eieren”.
  const isAboutOptions = basket.some((line) => {
    const hit = hitOf(memory, line) ?? asHit(line);
    const category = nameWords(hit.category ?? '').length === 1 ? hit.category : null;
    return unexplainedBy({ ...hit, category }, words).length === 0;
  });
  if (words.length > 0 && !isAboutOptions) return { lines: [], by: 'name', words };
  const last = lastLine ?? basket.at(-1);
  return { lines: last === undefined ? [] : [last], by: 'last', words: [] };
}

/** “Burrata to the pizza”: what is given, and to what. */
const ONTO =
  /^(.*?\p{L})\s+(?:(?:on )?to|onto|on(?: top of)?|over|in|for|auf|zu[rm]?|über|für|sur|dans|pour|à|aux?|per|para|all[ao]|sull?[ao]?|nell?[ao]?|al?|en|sobre|op|aan|bij|na|no|do)\s+(.+)$/iu;
/** “On the large one also olives.” */
const TO_FIRST =
  /^(?:und |and |et |y |e )?((?:(?:auf|in|on|to|for|sur|op|sobre|en|na) (?:die|der|das|den|the|la|le|il|el|de|my)|sull?[ao]?|nell?[ao]?|all?[ao]?|aux?|am|beim|zu[mr]|im) .{1,40}?) (?:noch|bitte|auch|add|put|also|extra|aussi|anche|también|nog|ook|aggiung\p{L}*|mett\p{L}*|ajout\p{L}*|añad\p{L}*|pon\p{L}*|mach\p{L}*) (.+)$/iu;
const IT = /^(?:it|that|this|them|both|sie|ihn|es|beide|lui|all)(?: too| as well| please| bitte)?\W*$/iu;

/** Returns which part of a text names lines of the basket, where all the rest names are options to put on them. */
export function givenTo(memory: Memory, text: string): string | undefined {
  const [, given = '', to = ''] = ONTO.exec(text.replace(TO_FIRST, '$2 $1')) ?? [];
  const { lines, by } = linesMeant(memory, to);
  const words = contentWords(given, memory.language);
  const isNamed = by === 'name' || by === 'all' || IT.test(to) || contentWords(to, memory.language).length > 0;
  const isGiven = isNamed && words.length > 0 && lines.some((line) => isOfOptions(memory, line, words));
  return isGiven ? to : undefined;
}

/** Returns whether words name nothing but options of a line. */
function isOfOptions(memory: Memory, line: BasketLine, words: readonly string[]): boolean {
  const hit = hitOf(memory, line);
  return hit !== undefined && unexplainedBy({ ...hit, name: '', category: null }, words).length === 0;
}

/** Returns whether a text names options of a line of the basket, and nothing else. */
export function namesOptions(memory: Memory, text: string): boolean {
  const words = contentWords(text, memory.language);
  return words.length > 0 && memory.basket.some((line) => isOfOptions(memory, line, words));
}

const hitOf = ({ allHits }: Memory, line: BasketLine): MenuHit | undefined =>
  allHits.find(({ product_id }) => product_id === line.productId);

/** Returns the product of a line. For a line of an earlier order it is looked up. */
export function* productOf(memory: Memory, line: BasketLine): Act<MenuHit | undefined> {
  if (hitOf(memory, line) === undefined) yield* call('retrieve_menu', { query: line.name });
  return hitOf(memory, line);
}

/** A product of which only the name is known. */
const asHit = ({ name }: BasketLine) => ({ name, category: null, option_groups: [] });

/** Reads the options of a line from a text. `own`: the options that the line has. */
export function optionsFor(memory: Memory, line: BasketLine, text: string) {
  const hit = hitOf(memory, line);
  const said =
    hit === undefined ? { options: [], refused: [], noted: [], unknown: [] } : optionsOf(hit, text, memory.language);
  const named = new Set([...said.options, ...said.refused].map(({ option_id }) => option_id));
  return { ...said, hit, named, own: line.options.filter(({ option_id }) => named.has(option_id)) };
}

/** Returns whether a text names options for fewer than there are of a line. */
export const isOfSome = (memory: Memory, text: string, line = memory.lastLine ?? memory.basket.at(-1)): boolean => {
  const count = quantityIn(text, memory.language);
  if (line === undefined || count === undefined || CORRECTING.test(plain(text))) return false;
  return count < line.quantity && optionsFor(memory, line, text).options.length > 0;
};
