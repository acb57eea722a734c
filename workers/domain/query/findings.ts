import { type AllergenCode, inOrder, membersOf } from '../../../contracts/allergens/codes.ts';
import type { DietCode } from '../../../contracts/diets.ts';
import { isCommonWord } from './explained-words.ts';
import { WITHOUT_FOOD } from './filtering-diets.ts';
import type { Food } from './foods.ts';
import type { Item } from './list-reader.ts';
import { INEDIBLE, isOrdinaryWord } from './ordinary-words.ts';
import { NOT_AFTER_NO } from './phrase-books.ts';
import type { Severity } from './refusal-phrases.ts';
import type { UnderstoodQuery } from './understood-query.ts';
import type { Piece, Span } from './words-of.ts';

/** A request for a dish is shorter than this. Later words are not searched for and name no price. */
export const MAX_SEARCHED = 600;

/** All pieces of a text. */
const EVERYWHERE: Span = { begin: 0, end: Number.POSITIVE_INFINITY };

/** The findings of a text with the pieces that express each, and the remaining text to search for. */
export class Findings {
  readonly #pieces: readonly Piece[];
  /** The search text, with the pieces that it comes from. */
  readonly #kept: Array<{ text: string; at?: number }> = [];
  readonly #found: Array<{ span: Span; found: Partial<UnderstoodQuery> }> = [];
  readonly isAboutAllergies: boolean;
  /** “Allergic to mornings”. */
  isOfNoFood = false;

  /** @param isAboutAllergies The text speaks of an allergy: then all that it refuses harms. */
  constructor(pieces: readonly Piece[], isAboutAllergies: boolean) {
    this.#pieces = pieces;
    this.isAboutAllergies = isAboutAllergies;
  }

  /** @param at The piece that it comes from. */
  keep(text: string, at?: number): void {
    this.#kept.push(at === undefined ? { text } : { text, at });
  }

  /** The pieces that are searched for. */
  kept(): ReadonlySet<number> {
    return new Set(this.#kept.flatMap(({ at }) => at ?? []));
  }

  /** @param dropped The pieces that are not searched for after all. */
  drop(dropped: ReadonlySet<number>): void {
    const left = this.#kept.filter(({ at }) => at === undefined || !dropped.has(at));
    this.#kept.splice(0, this.#kept.length, ...left);
  }

  /** Adds the findings of some pieces. */
  add(span: Span, found: Partial<UnderstoodQuery>): void {
    this.#found.push({ span, found });
  }

  get hasRefusals(): boolean {
    return this.#found.some(({ found }) => found.phrases !== undefined);
  }

  /**
   * @param said How the phrase refuses them.
   * @param span The whole refusal.
   */
  refuse(items: readonly Item[], said: Severity, span: Span): void {
    const severity: Severity = this.isAboutAllergies ? 'allergy' : said;
    const edible = items.filter(({ key, isKnown }) => isKnown || !INEDIBLE.has(key));
    if (edible.length === 0) {
      this.isOfNoFood ||= items.length > 0;
      return;
    }
    this.add(span, { phrases: [this.#wordsOf(span)] });
    const isPortugueseIn = this.#pieces[span.begin]?.key === 'no';
    for (const item of edible) {
      // “Allergic to nuts, no stress”. Several words may be a name: “allergic to nuts and ladies’ fingers”.
      const mayBeOrdinary = !item.isKnown && !item.isGuess && (said === 'taste' || items.length === 1);
      if (mayBeOrdinary && (isOrdinaryWord(item.key) || isCommonWord(item.key))) continue;
      if (isPortugueseIn && NOT_AFTER_NO.has(item.key)) this.keep(` ${item.text}`);
      else this.add(span, this.#refusedBy(item, severity));
    }
  }

  #refusedBy({ codes, isAllergen, food, key, text, isKnown, member }: Item, severity: Severity) {
    if (food?.key === 'meat') return { diets: ['vegetarian' as const] };
    const foods = food === undefined ? [] : [food.key];
    if (severity === 'allergy') {
      if (codes.length > 0) return { foods, allergies: [...codes] };
      if (food === undefined) return unknown(text);
      return { foods, harmful: this.isAboutAllergies || !MEATS.has(food.key) ? [text] : [] };
    }
    const isHarm = isAllergen && ALWAYS_HARMS.some((code) => codes.includes(code));
    const isOfFood = !isAllergen && food?.isDish !== true && !codes.some((code) => IN_DISHES.has(code));
    return {
      foods,
      allergies: isHarm ? [...codes] : [],
      unwanted: isAllergen && !isHarm ? [...codes] : [],
      words: !isAllergen && food === undefined ? [member ?? key] : [],
      ofFoods: isOfFood ? [...codes] : [],
      notUnderstood: isKnown ? [] : [text],
    };
  }

  refuseFood({ key }: Food, text: string, span: Span): void {
    this.add(span, { foods: [key], harmful: [text] });
  }

  /** @param text Words about something that harms, of which nothing was understood. */
  giveUp(text: string, span: Span = EVERYWHERE): void {
    this.add(span, unknown(text));
  }

  takeDiet(diet: DietCode, span: Span): void {
    const food = WITHOUT_FOOD[diet];
    this.add(span, {
      phrases: [this.#wordsOf(span)],
      ...(food === undefined ? { diets: [diet] } : { foods: [food] }),
    });
  }

  readonly #wordsOf = ({ begin, end }: Span): string =>
    this.#pieces
      .slice(begin, end)
      .map(({ key }) => key)
      .join(' ');

  /** Returns the findings of a span. A finding that extends beyond the span counts whole. */
  result({ begin, end }: Span = EVERYWHERE): UnderstoodQuery {
    const found = this.#found.flatMap((each) => (each.span.begin < end && begin < each.span.end ? [each.found] : []));
    const isPart = begin > 0 || end < this.#pieces.length;
    const kept = this.#kept.filter(({ at = isPart ? -1 : begin }) => begin <= at && at < end);
    return {
      query: kept
        .map(({ text }) => text)
        .join('')
        .replace(/\s+/gu, ' ')
        .trim()
        .slice(0, MAX_SEARCHED),
      diets: distinct(found.flatMap(({ diets = [] }) => diets)),
      dietNames: found.flatMap(({ dietNames = [] }) => dietNames),
      ownDiets: distinct(found.flatMap(({ ownDiets = [] }) => ownDiets)),
      allergies: inOrder(found.flatMap(({ allergies = [] }) => allergies)),
      unwanted: inOrder(found.flatMap(({ unwanted = [] }) => unwanted)),
      foods: distinct(found.flatMap(({ foods = [] }) => foods)),
      harmful: distinct(found.flatMap(({ harmful = [] }) => harmful)),
      ofFoods: inOrder(found.flatMap(({ ofFoods = [] }) => ofFoods)),
      words: distinct(found.flatMap(({ words = [] }) => words)),
      doubts: found.flatMap(({ doubts = [] }) => doubts),
      unexplained: found.flatMap(({ unexplained = [] }) => unexplained),
      contains: inOrder(found.flatMap(({ contains = [] }) => contains)),
      wanted: found.flatMap(({ wanted = [] }) => wanted),
      notUnderstood: distinct(found.flatMap(({ notUnderstood = [] }) => notUnderstood)),
      isUnsafe: found.some(({ isUnsafe }) => isUnsafe === true),
      phrases: found.flatMap(({ phrases = [] }) => phrases),
    };
  }
}

const distinct = <Each>(all: readonly Each[]): Each[] => [...new Set(all)];

const unknown = (text: string) => ({ notUnderstood: [text.trim()], isUnsafe: true });

/** “No pasta” and “no cake” refuse a dish. */
const IN_DISHES: ReadonlySet<AllergenCode> = new Set(['gluten', ...membersOf('gluten')]);

/** Allergens that people refuse for their health, never for their taste. */
const ALWAYS_HARMS: readonly AllergenCode[] = ['gluten', 'lactose', 'sulphites', 'lupin'];
/** Foods that vegetarians and religions refuse: the texts of a menu mention them. */
const MEATS: ReadonlySet<string> = new Set(['pork', 'beef', 'chicken', 'lamb', 'alcohol', 'cheese']);
