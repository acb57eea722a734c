import type { DietCode } from '../../contracts/diets.ts';
import { isKnownConcept } from './ingredient-concepts.ts';

/** A request for a product, taken apart into what must hold and what is looked for. */
export interface UnderstoodQuery {
  /** What is left of the words. */
  query: string;
  /** Tags that must hold. */
  diets: DietCode[];
  /** Ingredients that must not be in it. */
  without: string[];
  /** Minor units, inclusive, taking the currency to have two decimals. */
  minPrice?: number;
  maxPrice?: number;
}

const AMOUNT = String.raw`(?:€|£|\$|eur|usd|gbp)?\s*(\d{1,6}(?:[.,]\d{1,2})?)(?![\d.,]*\d)\s*(?:€|£|\$|euros?\b|eur\b|dollars?\b|usd\b|pounds?\b|gbp\b|bucks\b)?`;
const BETWEEN = new RegExp(String.raw`\b(?:between|from)\s+${AMOUNT}\s*(?:and|to|-|–)\s*${AMOUNT}`);
const AT_MOST = new RegExp(
  String.raw`(?:\b(?:under|below|less than|at most|max(?:imum)?(?: of)?|up to|cheaper than|no(?:t)? more than|for less than|within)|<=?)\s*${AMOUNT}`,
);
const AT_LEAST = new RegExp(String.raw`(?:\b(?:over|above|more than|at least|min(?:imum)?(?: of)?)|>=?)\s*${AMOUNT}`);
const OR_LESS = new RegExp(String.raw`${AMOUNT}\s*or (?:less|under|cheaper)\b`);

/** What is said for a tag that menus use. */
const DIETS: ReadonlyArray<readonly [tag: DietCode, pattern: RegExp]> = [
  ['vegan', /\b(?:vegans?|plant[- ]based)\b/],
  ['vegetarian', /\b(?:vegetarians?|veggie|meatless|meat[- ]free|(?:no|without(?: any)?) meat)\b/],
  ['gluten-free', /\b(?:gluten[- ]?free|(?:no|without(?: any)?) gluten|coeliacs?|celiacs?)\b/],
];
const FREE = /\b(\p{L}{3,20})(?:-| )free\b(?! of| from)/gu;

/** How a refusal begins. An apostrophe may be missing. */
const REFUSAL = String.raw`(?:without|free (?:of|from)|hold the|minus|avoid(?:ing)?|except|allergic to|allergy to|intolerant (?:to|of)|nothing with|no|not|(?:can'?t|cannot|can not|do not|don'?t|does not|doesn'?t|must not|won'?t)(?: \p{L}+)? (?:have|eat|contain|include|like|want|tolerate|digest))`;
/** Said between the refusal and what is refused, or after it. */
const PADDING = '(?:any|the|a|an|too|very|so|really|all|much|kind of|in it|stuff|products?)';
const ITEM = String.raw`(?:${PADDING} )*\p{L}+(?: products?)?`;
const REFUSED = new RegExp(
  String.raw`\b${REFUSAL} (${ITEM}(?:(?:, | or | and | nor |, or |, and )(?:no |any |without )?${ITEM}){0,4})`,
  'gu',
);
/** Words after which a list of refused things is over, though an “and” goes on. */
const NOT_REFUSED = new Set(
  'with under over below above for please that which is are be i we it more less than something anything but than idea problem worries thanks'.split(
    ' ',
  ),
);

/**
 * Takes diets, refusals and price limits out of a request: “pasta without nuts under 12 euros”. English only; what it
 * does not understand stays in the query and is searched for.
 */
export function understandQuery(text: string): UnderstoodQuery {
  const understood: UnderstoodQuery = { query: '', diets: [], without: [] };
  const rest = takeRefusals(takeDiets(takePrices(normalise(text), understood), understood), understood);
  understood.query = rest.replace(/\s+/g, ' ').trim();
  understood.without = [...new Set(understood.without)];
  return understood;
}

function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

function takePrices(text: string, understood: UnderstoodQuery): string {
  let rest = text;
  const take = (pattern: RegExp): number[] => {
    const match = pattern.exec(rest);
    if (match === null) return [];
    rest = rest.replace(match[0], ' ');
    return match.slice(1).map((amount) => Math.round(Number(amount.replace(',', '.')) * 100));
  };
  const [low, high] = take(BETWEEN);
  const most = high ?? take(OR_LESS)[0] ?? take(AT_MOST)[0];
  const least = low ?? take(AT_LEAST)[0];
  if (most !== undefined) understood.maxPrice = most;
  if (least !== undefined) understood.minPrice = least;
  return rest;
}

function takeDiets(text: string, understood: UnderstoodQuery): string {
  let rest = text;
  for (const [tag, pattern] of DIETS) {
    if (!pattern.test(rest) || new RegExp(String.raw`\b(?:not|non)[- ]${pattern.source}`).test(rest)) continue;
    understood.diets.push(tag);
    rest = rest.replace(pattern, ' ');
  }
  return rest.replace(FREE, (whole, ingredient: string) => {
    if (!isKnownConcept(ingredient)) return whole;
    understood.without.push(ingredient);
    return ' ';
  });
}

function takeRefusals(text: string, understood: UnderstoodQuery): string {
  const padding = new RegExp(`^(?:${PADDING} )*`);
  return text.replace(REFUSED, (whole, list: string) => {
    const items = list.split(/, (?:or |and )?| or | and | nor /);
    const kept: string[] = [];
    for (const [index, item] of items.entries()) {
      const word = item
        .replace(/^(?:no|any|without) /, '')
        .replace(padding, '')
        .replace(/ products?$/, '');
      // After “and” only what is known to be an ingredient is refused too: “without nuts and spicy”.
      const isRefused =
        !NOT_REFUSED.has(word) &&
        word.length > 2 &&
        (index === 0 || isKnownConcept(word) || /\b(?:or|nor)\b/.test(list));
      if (isRefused && kept.length === 0) understood.without.push(word);
      else kept.push(item);
    }
    return kept.length === items.length ? whole : ` ${kept.join(' and ')} `;
  });
}
