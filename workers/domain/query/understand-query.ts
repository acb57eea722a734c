import { Reader } from './reader.ts';
import type { UnderstoodQuery } from './understood-query.ts';
import { normalise } from './words-of.ts';

/** As much as a message may have: a refusal may stand at its end. */
const MAX_CHARACTERS = 4_000;

/**
 * Understands what a person asks of a product, in any of the languages: diets, refusals, price limits. Pure; the one
 * reader of such sentences for search, lists, tools and the offline model. Its answer is shared: do not change it. A word that is refused is never searched for.
 * It fails closed: what it does not understand about an allergen is refused or in doubt (doubts.ts).
 */
export function understandQuery(text: string): UnderstoodQuery {
  if (text.length > MAX_REMEMBERED_CHARACTERS) return readerOf(text).understand();
  const known = understood.get(text) ?? readerOf(text).understand();
  if (understood.size >= MAX_REMEMBERED) understood.clear();
  understood.set(text, known);
  return known;
}

/** A conversation is read again at each of its steps. */
const understood = new Map<string, UnderstoodQuery>();
const [MAX_REMEMBERED, MAX_REMEMBERED_CHARACTERS] = [100, 1_000];

/** What a text says in known phrases alone: for the texts of a menu, of which nothing has to be guessed. */
export const readPhrases = (text: string): UnderstoodQuery => readerOf(text).read();

const readerOf = (text: string): Reader => new Reader(normalise(text.slice(0, MAX_CHARACTERS)));
