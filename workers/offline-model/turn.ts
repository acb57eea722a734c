import { adjustLine, removeFromBasket, swap } from './acts/alter.ts';
import { askForHelp } from './acts/ask-for-help.ts';
import { askShop } from './acts/ask-shop.ts';
import { addToBasket, choosePending, showBasket } from './acts/basket.ts';
import { discount, order } from './acts/checkout.ts';
import { find } from './acts/find.ts';
import { cancelOrder, changeOrder, tellStatus } from './acts/orders.ts';
import { takeDetails } from './details.ts';
import { type Intent, intentOf } from './intents.ts';
import { languageOf } from './language.ts';
import { emptyBasket, type Memory } from './memory.ts';
import { type Phrase, phrase, standIn } from './phrases.ts';
import { type Act, say } from './steps.ts';

/** More wishes than this in one message are more than these rules can keep apart. */
const MAX_CLAUSES = 4;
/** Nor does anybody wish for something in more. The whole conversation is played again at each step. */
const MAX_CHARACTERS = 800;
const GREETING =
  /^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|ciao|hallo|guten tag)(?: there)?\s*[,!.]+\s+(?=\S)/i;
/** Words that begin a wish of its own after a comma or an “and”. */
const OPENERS =
  "(?:please )?(?:order it|order them|order that|place (?:it|the order|my order)|check ?out|confirm|cancel|change my|remove|take off|where(?:'s| is| are)|what(?:'s| is| are| time| did)|when|how|which|who|any (?:discount|deal|offer|promo)|is there|are there|are you|do you|does|can i|could i|can you|show me|tell me|apply|use (?:the )?code|i have (?:a |the )?code)";
/** A full stop after a short word, as in “no. 3” or “St. Anna”, ends no sentence. */
const BOUNDARY = new RegExp(
  `(?<=[!?]|\\p{L}{4,}\\.|\\d\\.)\\s+(?=\\S)|(?<=[。！？])(?=\\S)|\\s*[;\\n]+\\s*|,?\\s+(?:and\\s+)?then\\s+(?=\\p{L}+ )|,\\s*(?:and\\s+)?(?=${OPENERS}(?!\\p{L}))|\\s+and\\s+(?=${OPENERS}(?!\\p{L}))`,
  'iu',
);

/** The separate wishes of a message, in order, as they were written. */
export function clausesOf(message: string): string[] {
  return message
    .replace(GREETING, '')
    .split(BOUNDARY)
    .map((clause) => clause.trim())
    .filter((clause) => /[\p{L}\p{N}?]/u.test(clause))
    .slice(0, MAX_CLAUSES);
}

/** Answers one message: each of the things said in it, in turn. */
export function* takeTurn(memory: Memory, said: string): Act {
  const message = said.slice(0, MAX_CHARACTERS);
  const before = memory.language;
  memory.language = languageOf(message, before);
  const stand = memory.language === before ? undefined : standIn(memory.language);
  if (stand !== undefined) yield* say(stand);
  if (yield* choosePending(memory, message)) return;
  const details = takeDetails(memory, message);
  for (const line of details.said) yield* say(line);
  const parts = clausesOf(details.rest);
  // “I am allergic to soy. What can I eat?” asks one thing.
  const isOne = parts.length > 1 && parts.every((part) => intentOf(part, memory) === 'search');
  const clauses = isOne ? [details.rest] : parts;
  const unclear = phrase(memory.language, 'unclear');
  if (clauses.length === 0 && details.said.length === 0 && details.asks === undefined) yield* say(unclear);
  if (clauses.length === 0 && memory.basket.length > 0) yield* showBasket(memory);
  // What went wrong is told in several sentences, and is one request.
  if (clauses.some((clause) => intentOf(clause, memory) === 'help')) return yield* askForHelp(memory, details.rest);
  for (const clause of clauses) {
    // A message that needs the person's decision ends there: what comes after may depend on it.
    if ((yield* answer(memory, clause)) === 'waits') return;
  }
  if (details.asks !== undefined) yield* say(details.asks);
}

function* answer(memory: Memory, clause: string): Act<'waits' | undefined> {
  const intent = intentOf(clause, memory);
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

const tell = (key: Phrase) => (memory: Memory) => say(phrase(memory.language, key));

const ACTS: Readonly<Record<OtherIntent, (memory: Memory, clause: string) => Act>> = {
  greet: tell('greeting'),
  identity: tell('identity'),
  thanks: tell('welcome'),
  unclear: tell('unclear'),
  decline: declined,
  clear: cleared,
  status: tellStatus,
  change: changeOrder,
  search: find,
  choose: addToBasket,
  remove: removeFromBasket,
  swap,
  adjust: adjustLine,
  discount,
  help: askForHelp,
  basket: (memory) => showBasket(memory),
  ask: askShop,
};

function* declined(memory: Memory): Act {
  if (memory.changing === undefined) return yield* say(phrase(memory.language, 'declined'));
  yield* giveUpChange(memory, memory.changing.number);
}

function* cleared(memory: Memory): Act {
  const { changing } = memory;
  if (changing !== undefined) return yield* giveUpChange(memory, changing.number);
  emptyBasket(memory);
  yield* say(phrase(memory.language, 'cleared'));
}

function* giveUpChange(memory: Memory, number: number): Act {
  emptyBasket(memory);
  yield* say(phrase(memory.language, 'orderStays', String(number)));
}
