import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold, wordsIn } from '../../contracts/fold.ts';
import { contentWords, isUnspaced, type Language, placeOf, quantityOf } from './language.ts';
import { bestNamed, isSameWord, nameWords } from './names.ts';

/** One wish of a sentence such as “two of the first and a tiramisu”. */
export type Wish =
  | { kind: 'found'; hit: MenuHit; quantity: number; text: string }
  | { kind: 'ambiguous'; hits: MenuHit[]; words: string; quantity: number; isGuess?: true }
  | { kind: 'unknown'; words: string; text: string };

const AND: Readonly<Partial<Record<Language, string>>> = {
  en: 'and|plus|as well as',
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
const COUNTED = '(?<=[一二三四五六七八九十\\d](?:つ|個|本|杯|枚|皿|人前)|ひとつ|ふたつ)と';

/** The parts of a sentence that may each be a wish. */
export function segmentsOf(text: string, language: Language): string[] {
  const and = [AND.en, AND[language]].filter((words) => words !== undefined).join('|');
  return text
    .split(new RegExp(`\\s*[,;&+、。]\\s*|\\s+(?:${and})\\s+|${COUNTED}`, 'iu'))
    .filter((segment) => /[\p{L}\p{N}]/u.test(segment));
}

/** Splits a sentence into wishes and finds each among the products seen; the last search goes first. */
export function wishesOf(
  text: string,
  { lastHits, allHits, language }: { lastHits: readonly MenuHit[]; allHits: readonly MenuHit[]; language: Language },
): Wish[] {
  const range = /(?<![\p{L}\p{N}])(?:the )?first (two|three|four|[2-6])(?![\p{L}\p{N}])(?! of)/iu.exec(text)?.[1];
  if (range !== undefined) {
    const count = quantityOf(range.toLowerCase(), 'en') ?? 1;
    return lastHits.slice(0, count).map((hit) => ({ kind: 'found', hit, quantity: 1, text }));
  }
  const wishes: Wish[] = [];
  for (const segment of segmentsOf(text, language)) {
    const previous = wishes.at(-1);
    if (previous?.kind === 'found' && isAboutOptions(segment, previous.hit, language)) {
      previous.text = `${previous.text}, ${segment}`;
      continue;
    }
    const wish = wishOf(segment, { lastHits, allHits, language });
    if (wish !== undefined) wishes.push(wish);
  }
  return wishes;
}

/** “large” or “no olives” after a product speaks of that product. */
function isAboutOptions(segment: string, hit: MenuHit, language: Language): boolean {
  if (/^(?:with |mit )?(?:no|without|not|ohne|kein\p{L}*|extra) /iu.test(segment)) return true;
  const words = contentWords(segment, language);
  const known = hit.option_groups.flatMap(({ name, options }) => [name, ...options.map((each) => each.name)]);
  return words.length > 0 && words.every((word) => known.flatMap(nameWords).some((each) => isSameWord(word, each)));
}

function wishOf(
  segment: string,
  { lastHits, allHits, language }: { lastHits: readonly MenuHit[]; allHits: readonly MenuHit[]; language: Language },
): Wish | undefined {
  const tokens = wordsIn(segment).map(({ word }) => word);
  const quantity = quantityIn(segment, language) ?? 1;
  const words = contentWords(segment, language);
  const place = placeIn(segment, tokens, language);
  if (place !== undefined) {
    const hit = lastHits.at(place.index);
    return hit === undefined
      ? { kind: 'unknown', words: '', text: segment }
      : { kind: 'found', hit, text: segment, quantity: place.quantity };
  }
  if (words.length === 0) return undefined;
  const matches = namedIn(segment, words, lastHits, allHits);
  const [hit] = matches;
  // A name that is not all of what was said is a guess: “cream soup” is no tomato soup.
  if (hit === undefined || isGuess(segment, hit, language))
    return { kind: 'unknown', words: words.join(' '), text: segment };
  if (matches.length > 1) return { kind: 'ambiguous', hits: matches, words: words.join(' '), quantity };
  return { kind: 'found', hit, quantity, text: segment };
}

/** What follows these speaks of options, or of what shall be left out. */
const ASIDE =
  /(?<!\p{L})(?:with|without|no|not|mit|ohne|kein\p{L}*|avec|sans|con|senza|sin|met|zonder|com|sem|z|bez|extra)(?!\p{L})/iu;

function isGuess(segment: string, hit: MenuHit, language: Language): boolean {
  if (isUnspaced(segment)) return false;
  const own = [
    hit.name,
    hit.category ?? '',
    ...hit.option_groups.flatMap(({ name, options }) => [name, ...options.map((each) => each.name)]),
  ];
  const known = own.flatMap((name) => wordsIn(name).map(({ word }) => word));
  const [named = ''] = segment.split(ASIDE);
  return contentWords(named, language).some((word) => !known.some((each) => isSameWord(word, each)));
}

/** How many are wanted: “a” is a number too, but “a bottle, 2 of them” means two. */
export function quantityIn(text: string, language: Language): number | undefined {
  const runs = [
    ...fold(text.normalize('NFKC')).matchAll(
      /\d+\s?(?:つ|個|本|杯|枚|皿|人前)|[一二三四五六七八九十](?:つ|個|本|杯|枚|皿|人前)|ひとつ|ふたつ|みっつ|よっつ|いつつ/gu,
    ),
  ].map(([run]) => run.replace(/\s/g, ''));
  const values = [...wordsIn(text).map(({ word }) => word), ...runs].flatMap(
    (word) => quantityOf(word, language) ?? [],
  );
  return values.find((value) => value > 1) ?? values[0];
}

/** The hits that a segment names, less the words that only name options. */
function namedIn(
  segment: string,
  words: readonly string[],
  lastHits: readonly MenuHit[],
  allHits: readonly MenuHit[],
): MenuHit[] {
  const hits = [...lastHits, ...allHits.filter((hit) => !lastHits.some((last) => last.product_id === hit.product_id))];
  const optionWords = new Set(
    hits.flatMap((hit) => hit.option_groups.flatMap(({ options }) => options.flatMap(({ name }) => nameWords(name)))),
  );
  const asked = words.filter((word) => !optionWords.has(word));
  const best = bestNamed(asked.length > 0 ? asked : words, segment, hits, ({ name }) => name);
  const shown = best.filter((hit) => lastHits.includes(hit));
  return shown.length > 0 ? shown : best;
}

/** “two of the first”, “number 3”, “#3”, “the last one”, or a lone “2”: a place in the list, counted from 0. */
function placeIn(
  segment: string,
  tokens: readonly string[],
  language: Language,
): { index: number; quantity: number } | undefined {
  const numbered =
    /(?:#|number |no\.? ?|nr\.? ?|nummer |item )(\d{1,2})(?!\d)/iu.exec(segment)?.[1] ??
    /^#?(\d{1,2})(?: please| bitte)?$/iu.exec(segment.trim())?.[1];
  if (numbered !== undefined) return { index: Number(numbered) - 1, quantity: 1 };
  const ordinal = tokens.findIndex((token) => placeOf(token, language) !== undefined);
  const place = ordinal < 0 ? /(?:最初|最後|[一二三四五1-5]番目)/u.exec(segment)?.[0] : tokens[ordinal];
  const index = place === undefined ? undefined : placeOf(place, language);
  if (index === undefined) return undefined;
  const quantity = tokens.slice(0, Math.max(0, ordinal)).flatMap((token) => quantityOf(token, language) ?? [])[0] ?? 1;
  return { index, quantity };
}
