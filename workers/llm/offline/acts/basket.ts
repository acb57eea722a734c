import type { Clause } from '../clauses.ts';
import { type Memory, openQuote } from '../memory.ts';
import { putAllIn, putIn } from '../put-in.ts';
import { listOf, quoteSummary } from '../replies.ts';
import { optionsOf, type Wish, wishesOf } from '../selection.ts';
import { type Act, say } from '../steps.ts';
import { priceBasket } from './checkout.ts';

const MAX_PARALLEL_SEARCHES = 3;

/** Whether the message answers the question for an option that was open; if so, it has been dealt with. */
export function* choosePending(memory: Memory, text: string): Act<boolean> {
  const { draft } = memory;
  memory.draft = undefined;
  if (draft === undefined) return false;
  const whole = `${draft.text} ${text}`;
  if (optionsOf(draft.hit, whole).options.length <= optionsOf(draft.hit, draft.text).options.length) return false;
  putIn(memory, { kind: 'found', hit: draft.hit, quantity: draft.quantity, text: whole });
  yield* askOrPrice(memory, []);
  return true;
}

/** "two margherita, large, and the second one": puts what is named into the basket, looking up what is not known. */
export function* addToBasket(memory: Memory, { text }: Clause): Act {
  const open = putAllIn(memory, wishesOf(text, memory.lastHits, memory.allHits));
  const unknown = open
    .flatMap((wish) => (wish.kind === 'unknown' && wish.words !== '' ? [wish] : []))
    .slice(0, MAX_PARALLEL_SEARCHES);
  if (unknown.length === 0) return yield* askOrPrice(memory, open);
  const outcomes = yield {
    calls: unknown.map(({ words }) => ({ tool: 'retrieve_menu', input: { query: words.slice(0, 300) } })),
  };
  const found = outcomes.flatMap((outcome) => (outcome.kind === 'hits' ? outcome.hits : []));
  const hits = [...new Map(found.map((hit) => [hit.product_id, hit])).values()];
  // Together, as they were said: what follows a product may be about its options.
  const again = wishesOf(unknown.map((wish) => wish.text).join(', '), hits, memory.allHits);
  const stillOpen = [...open.filter((wish) => !unknown.some((other) => other === wish)), ...putAllIn(memory, again)];
  yield* askOrPrice(memory, stillOpen);
}

export function* showBasket(memory: Memory): Act {
  const quote = openQuote(memory);
  if (quote !== undefined) return yield* say(quoteSummary(quote));
  if (memory.basket.length === 0) return yield* say('Your basket is empty. What would you like?');
  yield* priceBasket(memory);
}

/** Asks what must be known before the basket is complete; else prices it. */
export function* askOrPrice(memory: Memory, open: readonly Wish[]): Act {
  const kept = memory.basket.map((line) => `${line.quantity} × ${line.name}`).join(', ');
  const soFar = kept === '' ? '' : ` So far: ${kept}.`;
  const [wish] = open;
  if (wish?.kind === 'ambiguous') {
    memory.lastHits = wish.hits;
    memory.focus = 'list';
    return yield* say(`Which one do you mean?\n${listOf(wish.hits)}`);
  }
  if (wish?.kind === 'unknown') {
    return yield* say(
      wish.words === ''
        ? `I have no such place in the list.${soFar}`
        : `I found nothing called "${wish.words}".${soFar}`,
    );
  }
  const { draft } = memory;
  if (draft !== undefined) {
    const choices = draft.group.options.map((option) => option.name).join(', ');
    return yield* say(`${draft.hit.name}: which ${draft.group.name.toLowerCase()}? ${choices}.`);
  }
  if (memory.basket.length === 0)
    return yield* say(memory.changing === undefined ? 'Your basket is empty now.' : NOTHING_LEFT);
  yield* priceBasket(memory);
}

const NOTHING_LEFT = 'An order cannot be changed to nothing. Say "cancel my order" to cancel it.';
