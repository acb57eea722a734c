import { fold } from '../../../contracts/fold.ts';
import { deadlyPlaces } from './deadly-harm.ts';
import { passedIn } from './denials.ts';
import { judge } from './doubts.ts';
import { Findings, MAX_SEARCHED } from './findings.ts';
import { ListReader } from './list-reader.ts';
import { allergyIn, speaksOfAllergyUnspaced } from './phrase-books.ts';
import { PhraseReader } from './phrase-reader.ts';
import { takePriceOrder } from './price-order.ts';
import { takePrices } from './prices.ts';
import type { UnderstoodQuery } from './understood-query.ts';
import { conditionIn, speaksOfAllergyUnread } from './unread-allergies.ts';
import { foodsWanted, wantedBy } from './wanted-names.ts';
import { normalise, type Piece, piecesOf, SENTENCE_ENDS, spanAround } from './words-of.ts';

/** As much as a message may have: a refusal may stand at its end. */
const MAX_CHARACTERS = 4_000;
/** So much of what was not understood is shown again. */
const MAX_SHOWN = 80;

/**
 * Understands what a person asks of a product, in any of the languages: diets, refusals, price limits. Pure; the one
 * reader of such sentences for search, lists, tools and the offline model. Its answer is shared: do not change it. A word that is refused is never searched for.
 * It fails closed: what it does not understand about an allergen is refused or in doubt (doubts.ts).
 */
export function understandQuery(text: string): UnderstoodQuery {
  if (text.length > MAX_REMEMBERED_CHARACTERS) return understand(text);
  const known = understood.get(text) ?? understand(text);
  if (understood.size >= MAX_REMEMBERED) understood.clear();
  understood.set(text, known);
  return known;
}

/** A conversation is read again at each of its steps. */
const understood = new Map<string, UnderstoodQuery>();
const [MAX_REMEMBERED, MAX_REMEMBERED_CHARACTERS] = [100, 1_000];

/** What a text says in known phrases alone: for the texts of a menu, of which nothing has to be guessed. */
export const readPhrases = (text: string): UnderstoodQuery => phrasesIn(text).findings.result();

/** Reads prices and known phrases, which take their words out of the text. */
function phrasesIn(said: string) {
  const whole = normalise(said.slice(0, MAX_CHARACTERS));
  const { rest: unpriced, ...prices } = takePrices(fold(whole.slice(0, MAX_SEARCHED)));
  const { rest: unsorted, ...order } = takePriceOrder(unpriced);
  // Accents stay where no price was said: what was not understood is shown again.
  const isPriced = Object.keys({ ...prices, ...order }).length > 0;
  const text = isPriced ? unsorted + fold(whole.slice(MAX_SEARCHED)) : whole.toLowerCase();
  const pieces = piecesOf(text);
  const lists = new ListReader(text, pieces);
  const { passed, isOfOthers } = passedIn(pieces, lists);
  const allowed = pieces.flatMap(({ mention }, at) => (passed.has(at) ? (mention?.codes ?? []) : []));
  const allergyAt = allergyIn(pieces.map((piece, at) => (passed.has(at) ? { ...piece, key: '' } : piece)));
  const isAboutAllergies = allergyAt !== undefined || speaksOfAllergyUnspaced(text);
  const findings = new Findings(isAboutAllergies);
  Object.assign(findings.found, prices, order);
  const reader = new PhraseReader(text, pieces, lists, findings, isAboutAllergies);
  reader.read(passed);
  return {
    text,
    pieces,
    lists,
    findings,
    isOfOthers,
    allowed,
    allergyAt,
    unused: reader.unused,
    allergyOf: reader.allergyOf,
  };
}

/** Reads the phrases, and judges what they leave. */
function understand(said: string): UnderstoodQuery {
  const read = phrasesIn(said);
  const { text, pieces, lists, findings } = read;
  const { found } = findings;
  const open = findings.kept();
  const { refused, foods, dropped, ...judged } = judge({
    pieces,
    foodAt: (at) => lists.foodMentionedAt(at),
    isTaken: (at) => !open.has(at) && !read.unused.has(at),
    hasRefusals: found.phrases.length > 0,
    isAboutAllergies: findings.isAboutAllergies,
    isAsking: /[?？]\s*$/u.test(text),
  });
  found.allergies.push(...refused);
  for (const { food, text: name } of foods) findings.refuseFood(food, name);
  for (const words of judged.unknown) findings.giveUp(words);
  if (read.isOfOthers) found.allergies.push(...judged.named.flatMap(({ mention }) => mention?.codes ?? []));
  // “My daughter grew out of her milk allergy, ice cream please.”
  found.doubts.push(...judged.doubts.filter(({ codes }) => !codes.some((code) => read.allowed.includes(code))));
  found.unexplained.push(...judged.unexplained);
  found.wanted.push(
    ...judged.named.flatMap((piece) => wantedBy(pieces, piece)),
    ...foodsWanted(pieces, lists, open.difference(dropped)),
  );
  giveUpUnread(read);
  return findings.result(dropped);
}

/** What speaks of harm and was not understood: nothing can be called safe for it. */
function giveUpUnread({ text, pieces, findings, allergyAt, allergyOf }: ReturnType<typeof phrasesIn>): void {
  const { found } = findings;
  const isTold = found.allergies.length + found.unwanted.length + found.diets.length + found.notUnderstood.length > 0;
  for (const words of isTold ? [] : allergyOf) findings.giveUp(words);
  // An allergy in words of which none was understood.
  const isUntold = !isTold && found.notUnderstood.length + found.doubts.length + found.foods.length === 0;
  if (isUntold && allergyAt !== undefined) findings.giveUp(wordsOf(text, pieces, begunAt(allergyAt, pieces)));
  // What else it names is perhaps one word of many that are not known.
  if (speaksOfAllergyUnread(text) && !found.isUnsafe) findings.giveUp(text.slice(0, MAX_SHOWN));
  const isWithoutSugar = found.foods.includes('sugar') || found.diets.includes('sugar-free');
  const condition = conditionIn(text, isWithoutSugar);
  if (condition !== undefined) findings.giveUp(condition);
  // “Durians would kill me”.
  const named = found.allergies.length + found.doubts.length + found.unwanted.length + found.foods.length;
  const deadlyAt = named > 0 || found.isUnsafe ? undefined : deadlyPlaces(pieces).values().next().value;
  if (deadlyAt !== undefined) findings.giveUp(wordsOf(text, pieces, spanAround(pieces, deadlyAt, SENTENCE_ENDS)));
}

const [WORDS_BEFORE, WORDS_SHOWN] = [2, 6];
/** A few words around one. */
function begunAt(at: number, pieces: readonly Piece[]): { begin: number; end: number } {
  const begin = Math.max(0, at - WORDS_BEFORE);
  return { begin, end: Math.min(pieces.length, begin + WORDS_SHOWN) };
}

/** Some pieces as they were said. */
const wordsOf = (text: string, pieces: readonly Piece[], { begin, end }: { begin: number; end: number }): string =>
  text.slice(pieces[begin]?.start, pieces[end - 1]?.end).slice(0, MAX_SHOWN);
