import { contentWords } from '../language.ts';
import { type Memory, openQuote } from '../memory.ts';
import { bestNamed } from '../names.ts';
import { optionsOf } from '../options.ts';
import { phrase } from '../phrases.ts';
import { putAllIn, putLine } from '../put-in.ts';
import { listOf, quoteSummary, unsafeInWords } from '../replies.ts';
import { type Act, say } from '../steps.ts';
import { type Wish, wishesOf } from '../wishes.ts';
import { priceBasket } from './checkout.ts';

const MAX_PARALLEL_SEARCHES = 3;
const MAX_ASKED = 5;
const AS_IT_IS =
  /^\W*(?:(?:ok|okay|then|dann|na gut|well|fine)\W+)*(?:without|none|plain|normal|as it is|ohne|pur|sans|senza|sin|yes|ja|ok|okay|fine|そのまま|なしで)(?:\W.*)?$/iu;

/** Whether the message answers the question for an option that was open; if so, it has been dealt with. */
export function* choosePending(memory: Memory, text: string): Act<boolean> {
  const { draft, language } = memory;
  memory.draft = undefined;
  if (draft === undefined) return false;
  const { hit, quantity } = draft;
  const answer = optionsOf(hit, text, language);
  const isPlain = draft.unknown.length > 0 && AS_IT_IS.test(text) && answer.options.length === 0;
  if (answer.options.length === 0 && answer.unknown.length === 0 && !isPlain) return false;
  const groups = new Set(answer.options.map(({ group_id }) => group_id));
  const options = [...draft.options.filter(({ group_id }) => !groups.has(group_id)), ...answer.options];
  const group = hit.option_groups.find(({ id, min }) => options.filter(({ group_id }) => group_id === id).length < min);
  if (group !== undefined || answer.unknown.length > 0) {
    memory.draft = { hit, quantity, options, group, unknown: answer.unknown };
  } else {
    putLine(memory, { productId: hit.product_id, name: hit.name, quantity, options });
  }
  yield* askOrPrice(memory, []);
  return true;
}

/** “two margherita, large, and the second one”: puts what is named into the basket, looking up what is not known. */
export function* addToBasket(memory: Memory, text: string): Act {
  const open = putAllIn(memory, wishesOf(text, memory));
  const unknown = open
    .flatMap((wish) => (wish.kind === 'unknown' && wish.words !== '' ? [wish] : []))
    .slice(0, MAX_PARALLEL_SEARCHES);
  if (unknown.length === 0) return yield* askOrPrice(memory, open);
  const outcomes = yield {
    calls: unknown.map(({ words }) => ({ tool: 'retrieve_menu', input: { query: words.slice(0, 300) } })),
  };
  const found = outcomes.flatMap((outcome) => (outcome.kind === 'hits' ? outcome.hits : []));
  const unsafe = outcomes.flatMap((outcome) => (outcome.kind === 'hits' ? outcome.unsafe : []));
  const hits = [...new Map(found.map((hit) => [hit.product_id, hit])).values()];
  // What may not be offered is named with why, where it was asked for.
  const asked = unsafe.filter(({ name }) => isNamed(memory, text, name, hits));
  if (asked.length > 0) yield* say(unsafeInWords(asked, memory.language));
  // Together, as they were said: what follows a product may be about its options.
  const again = wishesOf(unknown.map((wish) => wish.text).join(', '), { ...memory, lastHits: hits });
  const left = putAllIn(memory, again).filter((wish) => asked.length === 0 || wish.kind !== 'unknown');
  const stillOpen = [...open.filter((wish) => !unknown.some((other) => other === wish)), ...left];
  if (asked.length > 0 && stillOpen.length === 0 && memory.basket.length === 0 && memory.draft === undefined) return;
  yield* askOrPrice(
    memory,
    stillOpen.map((wish) => (wish.kind === 'unknown' ? orOneOf(wish, hits) : wish)),
  );
}

/** Whether a dish that may not be offered is what was meant: no safe one is called like that. */
function isNamed(memory: Memory, text: string, name: string, safe: ReadonlyArray<{ name: string }>): boolean {
  const all = wishesOf(text, memory);
  const words = contentWords(text, memory.language);
  return (
    all.some((wish) => wish.kind === 'unknown') &&
    bestNamed(words, text, [...safe, { name }], (each) => each.name).some((each) => each.name === name)
  );
}

/** Nothing is called so: of what the search found for it, the person says which. */
const orOneOf = (wish: Extract<Wish, { kind: 'unknown' }>, hits: Memory['lastHits']): Wish =>
  hits.length === 0 || wish.words === ''
    ? wish
    : { kind: 'ambiguous', hits: hits.slice(0, MAX_ASKED), words: wish.words, quantity: 1, isGuess: true };

export function* showBasket(memory: Memory): Act {
  const quote = openQuote(memory);
  if (quote !== undefined) return yield* say(quoteSummary(quote, memory.language));
  if (memory.basket.length === 0) return yield* say(phrase(memory.language, 'emptyBasket'));
  yield* priceBasket(memory);
}

/** Asks what must be known before the basket is complete; else prices it. */
export function* askOrPrice(memory: Memory, open: readonly Wish[]): Act {
  const { language, draft } = memory;
  const kept = memory.basket.map((line) => `${line.quantity} × ${line.name}`).join(', ');
  const soFar = kept === '' ? '' : phrase(language, 'soFar', kept);
  const [wish] = open;
  if (wish?.kind === 'ambiguous') {
    memory.lastHits = wish.hits;
    // “Order it” then means none of them.
    memory.focus = wish.isGuess === true ? 'basket' : 'list';
    if (wish.isGuess === true) yield* say(phrase(language, 'nothingCalled', wish.words));
    return yield* say(`${phrase(language, 'whichOne')}\n${listOf(wish.hits, language)}`);
  }
  if (wish?.kind === 'unknown') {
    const what = wish.words === '' ? phrase(language, 'noSuchPlace') : phrase(language, 'nothingCalled', wish.words);
    return yield* say(`${what}${soFar}`);
  }
  if (draft !== undefined) return yield* say(questionOf(draft, memory));
  if (memory.basket.length === 0) {
    return yield* say(phrase(language, memory.changing === undefined ? 'basketEmptied' : 'nothingLeft'));
  }
  yield* priceBasket(memory);
}

function questionOf({ hit, group, unknown }: NonNullable<Memory['draft']>, { language }: Memory): string {
  const listed = (groups: typeof hit.option_groups) =>
    groups.flatMap(({ options }) => options.map(({ name }) => name)).join(', ');
  if (unknown.length > 0) {
    const choices = listed(group === undefined ? hit.option_groups : [group]);
    return choices === ''
      ? phrase(language, 'noOptions', hit.name, unknown.join(' '))
      : phrase(language, 'noSuchOption', hit.name, unknown.join(' '), choices);
  }
  return group === undefined
    ? ''
    : phrase(language, 'whichOption', hit.name, group.name.toLowerCase(), listed([group]));
}
