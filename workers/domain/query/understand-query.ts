import { fold } from '../../../contracts/fold.ts';
import { remembered } from '../../../contracts/remembered.ts';
import { deadlyPlaces } from './deadly-harm.ts';
import { passedIn } from './denials.ts';
import { judge } from './doubts.ts';
import { Findings, MAX_SEARCHED } from './findings.ts';
import { ListReader } from './list-reader.ts';
import { allergyIn, speaksOfAllergyUnspaced } from './phrase-books.ts';
import { PhraseReader } from './phrase-reader.ts';
import { takePriceOrder } from './price-order.ts';
import { takePrices } from './prices.ts';
import { signOf } from './refusal-signs.ts';
import type { UnderstoodQuery } from './understood-query.ts';
import { conditionIn, speaksOfAllergyUnread } from './unread-allergies.ts';
import { foodsWanted, wantedBy } from './wanted-names.ts';
import { normalise, PARTING, type Piece, piecesOf, SENTENCE_ENDS, type Span, spanAround } from './words-of.ts';

/** The length of a whole message, because a refusal may be at its end. */
const MAX_CHARACTERS = 4_000;
/** The length to which unknown words are cut for display. */
const MAX_SHOWN = 80;

/** A message, read once. */
export interface Reading {
  /** The findings of the whole message. */
  all: UnderstoodQuery;
  /**
   * Returns the findings of a part in the context of the whole: in “I love eggs. They kill me” the first sentence
   * refuses eggs.
   */
  of: (part: string) => UnderstoodQuery;
}

/**
 * Understands what a person asks of a product, in any of the languages: diets, refusals, price limits. Pure; the one
 * reader of such sentences for search, lists, tools and the offline model. Its answer is shared: do not change it. A word that is refused is never searched for.
 * It fails closed: what it does not understand about an allergen is refused or in doubt (doubts.ts).
 */
export const readMessage = remembered((text): Reading => readingOf(text), { texts: 100, characters: 1_000 });

export const understandQuery = (text: string): UnderstoodQuery => readMessage(text).all;

/** Reads only known phrases: for texts of a menu, in which nothing has to be guessed. */
export const readPhrases = (text: string): UnderstoodQuery => phrasesIn(text).findings.result();

/** A text in its pieces, without the prices that it says. */
function piecesBesidePrices(said: string) {
  const whole = normalise(said.slice(0, MAX_CHARACTERS));
  const { rest: unpriced, ...limits } = takePrices(fold(whole.slice(0, MAX_SEARCHED)));
  const { rest: unsorted, ...order } = takePriceOrder(unpriced);
  const prices = { ...limits, ...order };
  // Accents stay where no price was said: what was not understood is shown again.
  const isPriced = Object.keys(prices).length > 0;
  const text = isPriced ? unsorted + fold(whole.slice(MAX_SEARCHED)) : whole.toLowerCase();
  return { text, pieces: piecesOf(text), prices };
}

/** Reads known phrases, which take their words out of the text. */
function phrasesIn(said: string) {
  const { text, pieces, prices } = piecesBesidePrices(said);
  const lists = new ListReader(text, pieces);
  const { passed, isOfOthers } = passedIn(pieces, lists);
  const allowed = pieces.flatMap(({ mention }, at) => (passed.has(at) ? (mention?.codes ?? []) : []));
  const told = pieces.map((piece, at) => (passed.has(at) ? { ...piece, key: '' } : piece));
  const allergyAt = allergyIn(told);
  const isOfHarm =
    isOfOthers ||
    allergyAt !== undefined ||
    speaksOfAllergyUnspaced(told.map(({ key }) => key).join('')) ||
    tellsReaction(pieces, lists);
  const findings = new Findings(pieces, isOfHarm);
  const reader = new PhraseReader(text, pieces, lists, findings);
  reader.read(passed);
  return { text, pieces, prices, lists, findings, passed, isOfOthers, allowed, allergyAt, reader };
}

/** “No tahini please, I react badly”: a clause that names nothing tells how a body takes what was refused before it. */
function tellsReaction(pieces: readonly Piece[], lists: ListReader): boolean {
  return pieces.some(({ key }, at) => {
    if (!['harm', 'reaction'].includes(signOf(key, pieces[at - 1]?.key) ?? '')) return false;
    const { begin, end } = spanAround(pieces, at, PARTING);
    const own = Array.from({ length: end - begin }, (_, offset) => begin + offset);
    return begin > 0 && !own.some((place) => pieces[place]?.mention !== undefined || lists.foodAt(place) !== undefined);
  });
}
/** Reads the phrases, and judges what they leave. */
function readingOf(said: string): Reading {
  const read = phrasesIn(said);
  const { text, pieces, prices, lists, findings } = read;
  const open = findings.kept();
  const remainder = {
    ...{ pieces, allowed: read.allowed, isOfOthers: read.isOfOthers },
    foodAt: (at: number) => lists.foodMentionedAt(at),
    isTaken: (at: number) => !open.has(at) && !read.reader.unused.has(at),
    isAsking: /[?？]\s*$/u.test(text),
  };
  for (const at of judge(remainder, findings))
    findings.add({ begin: at, end: at + 1 }, { wanted: wantedBy(pieces, at) });
  for (const at of findings.kept())
    findings.add({ begin: at, end: at + 1 }, { wanted: foodsWanted(pieces, lists, at) });
  giveUpUnread(read);
  const all = { ...findings.result(), ...prices };
  const places = pieces.map((_, at) => at);
  return {
    all,
    of: (part) => {
      const own = piecesBesidePrices(part);
      const keys = own.pieces.map(({ key }) => key);
      // A part may lack what says nothing (denials.ts).
      const span = [places, places.filter((at) => !read.passed.has(at))]
        .map((some) => spanOf(keys, some, pieces))
        .find((found) => found !== undefined);
      // Text that is not a part of the message is read as a separate message.
      return span === undefined ? understandQuery(part) : { ...findings.result(span), ...own.prices };
    },
  };
}

/** Returns the span of some words among the pieces of a text; undefined if they do not occur. */
function spanOf(keys: readonly string[], places: readonly number[], pieces: readonly Piece[]): Span | undefined {
  const first = places.findIndex((_, begin) => keys.every((key, at) => pieces[places[begin + at] ?? -1]?.key === key));
  const last = places[first + keys.length - 1];
  return first < 0 || last === undefined ? undefined : { begin: places[first] ?? 0, end: last + 1 };
}

/** Gives up on words about harm that were not understood: nothing can be called safe for them. */
function giveUpUnread({ text, pieces, findings, allergyAt, reader }: ReturnType<typeof phrasesIn>): void {
  const { allergies, unwanted, diets, foods, doubts, notUnderstood } = findings.result();
  const isTold = allergies.length + unwanted.length + diets.length + notUnderstood.length > 0;
  for (const span of isTold ? [] : reader.allergyOf) findings.giveUp(wordsOf(text, pieces, span), span);
  // An allergy in words that are all unknown.
  const isUntold = !isTold && !findings.isOfNoFood && reader.allergyOf.length + doubts.length + foods.length === 0;
  if (isUntold && allergyAt !== undefined) findings.giveUp(wordsOf(text, pieces, begunAt(allergyAt, pieces)));
  // A known name in the text may be only one of many foods, the others unknown.
  if (speaksOfAllergyUnread(text) && !findings.result().isUnsafe) findings.giveUp(text.slice(0, MAX_SHOWN));
  const isWithoutSugar = foods.includes('sugar') || diets.includes('sugar-free');
  const condition = conditionIn(text, isWithoutSugar);
  if (condition !== undefined) findings.giveUp(condition);
  // “Durians would kill me”.
  const named = allergies.length + doubts.length + unwanted.length + foods.length;
  const isTellingNothing = named === 0 && !findings.result().isUnsafe;
  const deadlyAt = isTellingNothing ? deadlyPlaces(pieces).values().next().value : undefined;
  if (isTellingNothing && REACTS_IN_RUN.test(text)) findings.giveUp(text.slice(0, MAX_SHOWN));
  if (deadlyAt !== undefined) findings.giveUp(wordsOf(text, pieces, spanAround(pieces, deadlyAt, SENTENCE_ENDS)));
}

/** What a body does, in scripts without spaces. */
const REACTS_IN_RUN =
  /蕁麻疹|じんましん|ジンマシン|湿疹|発疹|過敏症|アナフィラキシー|(?:喉|のど|唇|口|顔)(?:の中)?が(?:腫|かゆ|痒|イガ|いが|しび)|息が(?:でき|苦し)|吐(?:い|き|く)|救急|入院|倒れ|死(?:ぬ|に)|かゆく|痒く|腫れ/u;

const [WORDS_BEFORE, WORDS_SHOWN] = [2, 6];
/** A few words around one. */
function begunAt(at: number, pieces: readonly Piece[]): Span {
  const begin = Math.max(0, at - WORDS_BEFORE);
  return { begin, end: Math.min(pieces.length, begin + WORDS_SHOWN) };
}

/** Some pieces as they were said. */
const wordsOf = (text: string, pieces: readonly Piece[], { begin, end }: Span): string =>
  text.slice(pieces[begin]?.start, pieces[end - 1]?.end).slice(0, MAX_SHOWN);
