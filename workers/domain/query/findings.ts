import { type AllergenCode, inOrder, membersOf } from '../../../contracts/allergens/codes.ts';
import type { DietCode } from '../../../contracts/diets.ts';
import { WITHOUT_FOOD } from './filtering-diets.ts';
import type { Food } from './foods.ts';
import type { Item } from './list-reader.ts';
import { NOT_AFTER_NO } from './phrase-books.ts';
import type { Severity } from './refusal-phrases.ts';
import type { UnderstoodQuery } from './understood-query.ts';

/** Nobody asks for a dish in more words; what comes after is not searched for, and names no price. */
export const MAX_SEARCHED = 600;

/** What is found in one text, piece by piece, and what is left of it to search for. */
export class Findings {
  /** What is searched for, with the pieces that it comes from. */
  readonly #kept: Array<{ text: string; at?: number }> = [];
  readonly found: UnderstoodQuery = {
    ...{
      query: '',
      diets: [],
      dietNames: [],
      allergies: [],
      unwanted: [],
      foods: [],
      harmful: [],
      ofFoods: [],
      words: [],
      contains: [],
      doubts: [],
      wanted: [],
    },
    ...{ unexplained: [], notUnderstood: [], isUnsafe: false, phrases: [] },
  };
  readonly isAboutAllergies: boolean;

  /** @param isAboutAllergies The text speaks of an allergy: then all that it refuses harms. */
  constructor(isAboutAllergies: boolean) {
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

  /**
   * @param said How the phrase refuses them.
   * @param words The words of the whole refusal, folded.
   */
  refuse(items: readonly Item[], said: Severity, words: readonly string[]): void {
    const { found } = this;
    const severity: Severity = this.isAboutAllergies ? 'allergy' : said;
    found.phrases.push(words.join(' '));
    for (const { codes, isAllergen, food, key, text, isKnown, member } of items) {
      if (NOT_AFTER_NO.has(key) && words[0] === 'no') {
        this.keep(` ${text}`);
        continue;
      }
      if (food?.key === 'meat') {
        found.diets.push('vegetarian');
        continue;
      }
      if (food !== undefined) found.foods.push(food.key);
      if (severity === 'allergy') {
        if (codes.length > 0) found.allergies.push(...codes);
        else if (food === undefined) this.giveUp(text);
        else if (this.isAboutAllergies || !MEATS.has(food.key)) found.harmful.push(text);
        continue;
      }
      if (isAllergen && ALWAYS_HARMS.some((code) => codes.includes(code))) found.allergies.push(...codes);
      else if (isAllergen) found.unwanted.push(...codes);
      else if (food === undefined) found.words.push(member ?? key);
      if (!isAllergen && food?.isDish !== true && !codes.some((code) => IN_DISHES.has(code)))
        found.ofFoods.push(...codes);
      if (!isKnown) found.notUnderstood.push(text);
    }
  }

  refuseFood({ key }: Food, text: string): void {
    this.found.foods.push(key);
    this.found.harmful.push(text);
  }

  /** @param text Words about something that harms, of which nothing was understood. */
  giveUp(text: string): void {
    this.found.notUnderstood.push(text.trim());
    this.found.isUnsafe = true;
  }

  /** @param phrase How it was said, folded. */
  takeDiet(diet: DietCode, phrase: string): void {
    this.found.phrases.push(phrase);
    const food = WITHOUT_FOOD[diet];
    if (food === undefined) this.found.diets.push(diet);
    else this.found.foods.push(food);
  }

  /** @param dropped The pieces that are not searched for after all. */
  result(dropped: ReadonlySet<number> = new Set()): UnderstoodQuery {
    const { found } = this;
    const kept = this.#kept.filter(({ at }) => at === undefined || !dropped.has(at)).map(({ text }) => text);
    return {
      ...found,
      query: kept.join('').replace(/\s+/gu, ' ').trim().slice(0, MAX_SEARCHED),
      allergies: inOrder(found.allergies),
      unwanted: inOrder(found.unwanted),
      contains: inOrder(found.contains),
      diets: [...new Set(found.diets)],
      foods: [...new Set(found.foods)],
      harmful: [...new Set(found.harmful)],
      ofFoods: inOrder(found.ofFoods),
      words: [...new Set(found.words)],
      notUnderstood: [...new Set(found.notUnderstood)],
    };
  }
}

/** “No pasta” and “no cake” refuse a dish. */
const IN_DISHES: ReadonlySet<AllergenCode> = new Set(['gluten', ...membersOf('gluten')]);

/** Nobody refuses these for their taste. */
const ALWAYS_HARMS: readonly AllergenCode[] = ['gluten', 'lactose', 'sulphites', 'lupin'];
/** What vegetarians and religions refuse: the texts of a menu say it. */
const MEATS: ReadonlySet<string> = new Set(['pork', 'beef', 'chicken', 'lamb', 'alcohol', 'cheese']);
