import { adjustLine, removeFromBasket } from './acts/alter.ts';
import { askShop } from './acts/ask-shop.ts';
import { addToBasket, choosePending, showBasket } from './acts/basket.ts';
import { discount, order } from './acts/checkout.ts';
import { find } from './acts/find.ts';
import { cancelOrder, changeOrder, tellStatus } from './acts/orders.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { takeDetails } from './details.ts';
import { type Intent, intentOf } from './intents.ts';
import { emptyBasket, type Memory, openQuote } from './memory.ts';
import { GREETING, IDENTITY, UNCLEAR } from './replies.ts';
import { normalise } from './slots.ts';
import { type Act, say } from './steps.ts';

/** Answers one message: each of the things said in it, in turn. */
export function* takeTurn(memory: Memory, message: string): Act {
  if (yield* choosePending(memory, normalise(message))) return;
  const details = takeDetails(memory, message);
  for (const line of details.said) yield* say(line);
  const clauses = clausesOf(details.rest);
  if (clauses.length === 0 && details.said.length === 0 && details.asks === undefined) yield* say(UNCLEAR);
  if (clauses.length === 0 && memory.basket.length > 0) yield* showBasket(memory);
  for (const clause of clauses) {
    // A message that needs the person's decision ends there: what comes after may depend on it.
    if ((yield* answer(memory, clause)) === 'waits') return;
  }
  if (details.asks !== undefined) yield* say(details.asks);
}

function* answer(memory: Memory, clause: Clause): Act<'waits' | undefined> {
  const intent = intentOf(clause.text, clause.original, {
    isQuoteOpen: openQuote(memory) !== undefined,
    hasBasket: memory.basket.length > 0,
    isCancelling: memory.cancelling !== undefined,
    focus: memory.focus,
  });
  if (intent !== 'cancel' && intent !== 'assent') memory.cancelling = undefined;
  switch (intent) {
    case 'order':
      yield* order(memory);
      return 'waits';
    case 'assent':
      yield* memory.cancelling === undefined ? order(memory) : cancelOrder(memory, clause);
      return 'waits';
    case 'cancel':
      yield* cancelOrder(memory, clause);
      return 'waits';
    default:
      yield* ACTS[intent](memory, clause);
      return undefined;
  }
}

type OtherIntent = Exclude<Intent, 'order' | 'assent' | 'cancel'>;

const ACTS: Readonly<Record<OtherIntent, (memory: Memory, clause: Clause) => Act>> = {
  greet: () => say(GREETING),
  help: () => say(GREETING),
  identity: () => say(IDENTITY),
  thanks: () => say('You are welcome.'),
  decline: declined,
  clear: cleared,
  status: tellStatus,
  change: changeOrder,
  search: find,
  choose: addToBasket,
  remove: removeFromBasket,
  adjust: adjustLine,
  discount,
  basket: (memory) => showBasket(memory),
  ask: askShop,
  unclear: () => say(UNCLEAR),
};

function* declined(memory: Memory): Act {
  if (memory.changing === undefined) return yield* say('All right. Tell me if you want anything else.');
  const { number } = memory.changing;
  emptyBasket(memory);
  yield* say(`All right, order number ${number} stays as it is.`);
}

function* cleared(memory: Memory): Act {
  const { changing } = memory;
  emptyBasket(memory);
  yield* say(
    changing === undefined
      ? 'Your basket is empty now. An order that is placed already stays: say "cancel my order" to cancel it.'
      : `All right, order number ${changing.number} stays as it is.`,
  );
}
