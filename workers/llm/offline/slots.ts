import { ALLERGENS, DIETS, FILLER, NUMBER_WORDS } from './vocabulary.ts';

/** What a request asks of a product. Prices in minor units, taking the currency to have two decimals. */
export interface SearchSlots {
  /** The words left over, which a product may have. */
  query: string;
  diets: string[];
  /** Allergens that must not be declared, as menus name them. */
  excludeAllergens: string[];
  /** Words that must not stand in a product's name or description. */
  excludedWords: string[];
  minPrice?: number;
  maxPrice?: number;
}

const AMOUNT = String.raw`(?:€|£|\$|eur|usd|gbp)?\s*(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:€|£|\$|euros?|eur|dollars?|usd|pounds?|gbp|bucks)?`;
const BETWEEN = new RegExp(String.raw`\b(?:between|from)\s+${AMOUNT}\s+(?:and|to)\s+${AMOUNT}`);
const AT_MOST = new RegExp(
  String.raw`(?:\b(?:under|below|less than|at most|max(?:imum)?(?: of)?|up to|cheaper than|no more than|not more than|within|for less than)|<=?)\s*${AMOUNT}`,
);
const AT_LEAST = new RegExp(String.raw`(?:\b(?:over|above|more than|at least|min(?:imum)?(?: of)?)|>=?)\s*${AMOUNT}`);
const OR_LESS = new RegExp(String.raw`${AMOUNT}\s+or\s+(?:less|under|cheaper)\b`);

/** Lower case, straight quotes, single spaces: the form that every pattern here expects. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Diets, price limits and the words that remain. `text` must be normalised. */
export function searchSlots(text: string): SearchSlots {
  let rest = text;
  const slots: SearchSlots = { query: '', diets: [], excludeAllergens: [], excludedWords: [] };
  for (const [tag, pattern] of DIETS) {
    if (!pattern.test(rest)) continue;
    slots.diets.push(tag);
    rest = rest.replace(pattern, ' ');
  }
  for (const [, word = ''] of rest.matchAll(NEGATED)) exclude(slots, word);
  for (const [, before = '', after = ''] of rest.matchAll(ALLERGIC)) exclude(slots, before === '' ? after : before);
  rest = rest.replace(NEGATED, ' ').replace(ALLERGIC, ' ');
  const take = (pattern: RegExp): number[] => {
    const match = pattern.exec(rest);
    if (match === null) return [];
    rest = rest.replace(match[0], ' ');
    return match.slice(1).flatMap((amount) => (amount === undefined ? [] : [minorUnits(amount)]));
  };
  const [low, high] = take(BETWEEN);
  const most = high ?? take(OR_LESS)[0] ?? take(AT_MOST)[0];
  const least = low ?? take(AT_LEAST)[0];
  if (most !== undefined) slots.maxPrice = most;
  if (least !== undefined) slots.minPrice = least;
  slots.query = contentWords(rest).join(' ');
  return slots;
}

/** "no fish", "without the nuts", "not spicy", "nothing with egg": what must not be in it. */
const NEGATED =
  /\b(?:no|without|not|except|but not|nothing with|nothing|free of)(?: (?:any|the|too|very|with|containing))* (?!more\b|less\b|thanks?\b|than\b)([\p{L}-]{3,})\b/gu;
const ALLERGIC = /\b(\p{L}{3,}) allerg(?:y|ies)\b|\ballergic to (?:the |all )?(\p{L}{3,})\b/gu;

function exclude(slots: SearchSlots, word: string): void {
  const allergens = ALLERGENS.find(([, pattern]) => pattern.test(word))?.[0];
  if (allergens === undefined) slots.excludedWords.push(word);
  else slots.excludeAllergens.push(...allergens);
}

/** The words of a normalised text that may name a product. */
export function contentWords(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu) ?? [];
  return words.filter((word) => !FILLER.has(word));
}

const minorUnits = (amount: string): number => Math.round(Number(amount.replace(',', '.')) * 100);

/** Promotion codes that a text names, in upper case. `original` keeps its capitals: they tell a code from a word. */
export function promoCodes(original: string): string[] {
  const named = [
    ...original.matchAll(
      /\b(?:code|coupon|voucher)s?(?:\s+(?:is|called|named))?\s*[:=]?\s*["'“‘]?([A-Za-z0-9][A-Za-z0-9_-]{1,39})/gi,
    ),
  ].map((match) => match[1] ?? '');
  // A lone word in capitals with a digit in it is a code whatever stands before it.
  const capitals = [...original.matchAll(/(?<![\w-])(?=[A-Z0-9_-]*\d)([A-Z][A-Z0-9_-]{3,39})(?![\w-])/g)].map(
    (match) => match[1] ?? '',
  );
  const codes = [...named.filter((code) => /\d/.test(code) || code === code.toUpperCase()), ...capitals];
  return [...new Set(codes.map((code) => code.toUpperCase()))].slice(0, 5);
}

/** The number that a word or numeral stands for, when it is a sensible quantity. */
export function quantityOf(word: string): number | undefined {
  const numeral = /^(\d{1,3})x?$/.exec(word)?.[1] ?? /^x(\d{1,3})$/.exec(word)?.[1];
  const value = numeral === undefined ? NUMBER_WORDS.get(word) : Number(numeral);
  return value === undefined || value < 1 ? undefined : value;
}
