import type { MenuHit } from '../../../contracts/chat-tool.ts';
import type { LineRequest } from '../../../contracts/quote.ts';
import { stemOf, wordsOf } from '../../rag/word-stems.ts';
import { contentWords, quantityOf } from './slots.ts';
import { ORDINALS } from './vocabulary.ts';

/** One wish of a sentence such as "two of the first and a tiramisu". */
export type Wish =
  | { kind: 'found'; hit: MenuHit; quantity: number; text: string }
  | { kind: 'ambiguous'; hits: MenuHit[]; words: string }
  | { kind: 'unknown'; words: string; text: string };

const SEPARATOR = /\s*(?:[,;&+]|\band\b|\bplus\b|\bas well as\b)\s*/;

/** Splits a normalised sentence into wishes and finds each among the products seen; the last search goes first. */
export function wishesOf(text: string, lastHits: readonly MenuHit[], allHits: readonly MenuHit[]): Wish[] {
  const range = /\b(?:the )?first (two|three|four|[2-6])\b(?! of)/.exec(text)?.[1];
  if (range !== undefined) {
    return lastHits.slice(0, quantityOf(range) ?? 1).map((hit) => ({ kind: 'found', hit, quantity: 1, text }));
  }
  const wishes: Wish[] = [];
  for (const segment of text.split(SEPARATOR)) {
    const previous = wishes.at(-1);
    if (previous?.kind === 'found' && isAboutOptions(segment, previous.hit)) {
      previous.text = `${previous.text} ${segment}`;
      continue;
    }
    const wish = wishOf(segment, lastHits, allHits);
    if (wish !== undefined) wishes.push(wish);
  }
  return wishes;
}

/** "large" or "no olives" after a product speaks of that product. */
function isAboutOptions(segment: string, hit: MenuHit): boolean {
  const words = contentWords(segment).filter((word) => quantityOf(word) === undefined && word !== 'extra');
  if (/^(?:with )?(?:no|without|not) /.test(segment)) return true;
  const known = new Set(
    hit.option_groups.flatMap((group) => [
      ...wordsOf(group.name),
      ...group.options.flatMap((option) => wordsOf(option.name)),
    ]),
  );
  return words.length > 0 && words.every((word) => known.has(word));
}

function wishOf(segment: string, lastHits: readonly MenuHit[], allHits: readonly MenuHit[]): Wish | undefined {
  const tokens = segment.match(/#?[\p{L}\p{N}']+/gu) ?? [];
  const place = placeOf(segment, tokens);
  if (place !== undefined) {
    const hit = lastHits.at(place.index);
    return hit === undefined
      ? { kind: 'unknown', words: '', text: segment }
      : { kind: 'found', hit, quantity: place.quantity, text: segment };
  }
  const quantities = tokens.flatMap((token) => quantityOf(token) ?? []);
  // "a" is a number too, but "a bottle, 2 of them" means two.
  const quantity = quantities.find((value) => value > 1) ?? 1;
  const words = contentWords(segment).filter((word) => quantityOf(word) === undefined);
  if (words.length === 0) return undefined;
  const near = bestMatches(words, lastHits);
  const matches = near.length > 0 ? near : bestMatches(words, allHits);
  const [hit] = matches;
  if (hit === undefined) return { kind: 'unknown', words: words.join(' '), text: segment };
  if (matches.length > 1) return { kind: 'ambiguous', hits: matches, words: words.join(' ') };
  return { kind: 'found', hit, quantity, text: segment };
}

/** "two of the first", "number 3", "#3", "the last one", or a lone "2": a place in the list, counted from 0. */
function placeOf(segment: string, tokens: readonly string[]): { index: number; quantity: number } | undefined {
  const numbered =
    /(?:#|\bnumber |\bno\.? ?|\bitem )(\d{1,2})\b/.exec(segment)?.[1] ?? /^#?(\d{1,2})$/.exec(segment.trim())?.[1];
  if (numbered !== undefined) return { index: Number(numbered) - 1, quantity: 1 };
  const ordinal = tokens.findIndex((token) => ORDINALS.has(token));
  const place = ORDINALS.get(tokens[ordinal] ?? '');
  if (place === undefined) return undefined;
  const quantity = tokens.slice(0, ordinal).flatMap((token) => quantityOf(token) ?? [])[0] ?? 1;
  return { index: place < 0 ? place : place - 1, quantity };
}

/** The basket's lines whose names share most words with the wish. */
export function matchingLines<T extends { name: string }>(words: readonly string[], lines: readonly T[]): T[] {
  return mostShared(words, lines, (line) => line.name);
}

/** The hits whose names share most words with the wish; several when nothing tells them apart. */
function bestMatches(words: readonly string[], hits: readonly MenuHit[]): MenuHit[] {
  const optionWords = new Set(
    hits.flatMap((hit) => hit.option_groups.flatMap((group) => group.options.flatMap(({ name }) => wordsOf(name)))),
  );
  const asked = words.filter((word) => !optionWords.has(word));
  return mostShared(asked.length > 0 ? asked : words, hits, (hit) => hit.name);
}

function mostShared<T>(words: readonly string[], candidates: readonly T[], nameOf: (candidate: T) => string): T[] {
  const asked = words.map((word) => stemOf(word));
  let best = 0;
  let matches: T[] = [];
  for (const candidate of candidates) {
    const nameWords = wordsOf(nameOf(candidate)).map(stemOf);
    const shared = asked.filter((word) => nameWords.some((name) => isSameWord(word, name))).length;
    if (shared === 0) continue;
    // A name that is said in full beats one that only has the words among others.
    const score = shared + (shared >= nameWords.length ? 0.5 : 0);
    if (score > best) [best, matches] = [score, [candidate]];
    else if (score === best) matches.push(candidate);
  }
  return matches;
}

/** Equal, or so near that it must be a slip: two edits in a word of seven letters, one in a word of four. */
export function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  const allowed = shorter >= 7 ? 2 : shorter >= 4 ? 1 : 0;
  return Math.abs(a.length - b.length) <= allowed && editDistance(a, b) <= allowed;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The words of a text, less those that it says no to: "no olives" does not ask for olives. */
function saidWords(text: string): Set<string> {
  const words = wordsOf(text);
  return new Set(words.filter((_, index) => !NEGATIONS.has(words[index - 1] ?? '')).concat(negatedPhrases(words)));
}

const NEGATIONS: ReadonlySet<string> = new Set(['no', 'without', 'not']);

/** An option that is itself called "No olives" is asked for by these very words. */
const negatedPhrases = (words: readonly string[]): string[] =>
  words.flatMap((word, index) => (NEGATIONS.has(words[index - 1] ?? '') ? [`${words[index - 1]} ${word}`] : []));

/** Whether the words of an option's name were said; "No olives" only as a whole. */
function isNamed(name: string, said: ReadonlySet<string>): boolean {
  const words = wordsOf(name).filter((word) => !/^\d+$|^cm$/.test(word));
  const wanted = NEGATIONS.has(words[0] ?? '') ? [words.slice(0, 2).join(' '), ...words.slice(2)] : words;
  return wanted.length > 0 && wanted.every((word) => said.has(word));
}

/** The options that a text names, and the first group that still needs a choice. A group with one way out takes it. */
export function optionsOf(
  hit: MenuHit,
  text: string,
): { options: LineRequest['options']; missing?: MenuHit['option_groups'][number] } {
  const said = saidWords(text);
  const options: LineRequest['options'] = [];
  let missing: MenuHit['option_groups'][number] | undefined;
  for (const group of hit.option_groups) {
    const named = group.options.filter((option) => isNamed(option.name, said));
    const chosen = named.length === 0 && group.min === group.options.length ? group.options : named.slice(0, group.max);
    options.push(...chosen.map((option) => ({ group_id: group.id, option_id: option.id })));
    if (chosen.length < group.min) missing ??= group;
  }
  return missing === undefined ? { options } : { options, missing };
}
