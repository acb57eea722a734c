import { wordsIn } from '../../contracts/fold.ts';
import { withoutPassed } from '../domain/query/denials.ts';
import { readMessage } from '../domain/query/understand-query.ts';
import { refusesSomething } from '../domain/query/understood-query.ts';
import { addToBasket, adjustLine, BARE_NO, goneAndAdded, removeFromBasket, swap } from './acts/alter.ts';
import { askForHelp } from './acts/ask-for-help.ts';
import { askShop, isAnswered } from './acts/ask-shop.ts';
import { settle, showBasket } from './acts/basket.ts';
import { discount, order } from './acts/checkout.ts';
import { describe, find, heed } from './acts/find.ts';
import { cancelOrder, changeOrder, repeatOrder, tellStatus } from './acts/orders.ts';
import { answerQuestion } from './acts/questions.ts';
import {
  asCorrected,
  CORRECTED,
  clausesOf,
  inPlainForm,
  MAX_CHARACTERS,
  withDishesAgain,
  withRefusalsRepeated,
} from './clauses.ts';
import { takeDetails } from './details.ts';
import { intentOf } from './intents.ts';
import { contentWords, languageOf, quantityIn } from './language.ts';
import { linesMeant } from './lines-meant.ts';
import { emptyBasket, keyOf, type Memory } from './memory.ts';
import { type Phrase, phrase, standIn } from './phrases.ts';
import { leaveUnansweredOut, putAllIn } from './put-in.ts';
import { ALSO, ASKS_PRICE, CAN_I, type Intent, plain, QUESTION, REMOVING, SEEKING } from './sayings.ts';
import { segmentsOf } from './segments.ts';
import { besideTopics } from './shop-topics.ts';
import { type Act, say } from './steps.ts';
import { wholeOrder } from './whole-order.ts';

/** Answers one message: each of the things said in it, in turn. */
export function* takeTurn(memory: Memory, said: string): Act {
  const whole = withDishesAgain(asCorrected(inPlainForm(said.slice(0, MAX_CHARACTERS), memory.language)));
  const message = withRefusalsRepeated(withoutPassed(whole));
  const before = memory.language;
  memory.questions = memory.questions.filter((question) => question.kind !== 'which' || !question.isPassing);
  memory.asked = new Set(memory.questions);
  [memory.goneBefore, memory.gone] = [memory.gone, undefined];
  memory.language = languageOf(message, before);
  memory.reading = readMessage(whole);
  const stand = memory.language === before ? undefined : standIn(memory.language);
  if (stand !== undefined) yield* say(stand);
  const { told, clauses } = memory.isAddressAsked
    ? { told: [], clauses: [message] }
    : inOrder(clausesOf(message), message, memory);
  if (clauses.length === 0) return yield* say(phrase(memory.language, 'unclear'));
  for (const clause of told) yield* heed(memory, memory.reading.of(clause));
  const ordered =
    !CORRECTED.test(plain(said)) && mayBeWhole(clauses, memory) ? yield* wholeOrder(memory, message) : undefined;
  if (ordered !== undefined) {
    putAllIn(memory, ordered);
    return yield* settle(memory);
  }
  let asks: string | undefined;
  let isOnlyDetails = true;
  for (const [index, clause] of clauses.entries()) {
    const left = index === 0 ? ((yield* answerQuestion(memory, clause)) ?? clause) : clause;
    const details = takeDetails(memory, left);
    for (const line of details.said) yield* say(line);
    asks ??= details.asks;
    const rest =
      details.said.length > 0 || details.asks !== undefined ? withSomeContent(details.rest, memory) : details.rest;
    if (left === '' && memory.isTouched) isOnlyDetails = false;
    if (!/[\p{L}\p{N}?]/u.test(rest)) continue;
    isOnlyDetails = false;
    const isCorrection = index === 0 && clause === rest && clause !== said && CORRECTED.test(plain(said));
    const intent = isCorrection ? correctionOf(rest, memory) : intentOf(rest, memory);
    // A complaint takes several sentences, and is one request.
    if (intent === 'help') {
      if (memory.isTouched) yield* settle(memory);
      return yield* askForHelp(memory, message);
    }
    // A message that needs the person's decision ends there: what comes after may depend on it.
    if (yield* answer(memory, rest, intent)) return;
  }
  if (memory.isTouched) yield* settle(memory);
  else if (isOnlyDetails && memory.basket.length > 0) yield* showBasket(memory);
  if (asks !== undefined) yield* say(asks);
}

/** Returns whether a message says nothing but what is ordered. */
function mayBeWhole(clauses: readonly string[], memory: Memory): boolean {
  const { allergies, harmful, isUnsafe, min, max, sort } = memory.reading.all;
  const isSafe = allergies.length + harmful.length === 0 && !isUnsafe;
  return (
    isSafe &&
    (min ?? max ?? sort) === undefined &&
    memory.questions.length === 0 &&
    clauses.every((clause) => isOpen(clause, intentOf(clause, memory)))
  );
}

/** The clauses of a message in the order in which they are done; `told`: those that say nothing but what is refused. */
function inOrder(clauses: string[], message: string, memory: Memory): { told: string[]; clauses: string[] } {
  if (clauses.length < 2) return { told: [], clauses };
  const all = clauses.map((text, index) => ({ text, index, intent: intentOf(text, memory) }));
  // “Poached. No beans” is of the dish that was asked about.
  const isOfAnswer = (text: string) => memory.questions.length > 0 && BARE_NO.test(text);
  const told = all.filter(
    ({ text, intent }) => OPEN_INTENTS.has(intent) && !isOfAnswer(text) && isOnlyTold(text, memory),
  );
  let read = all.filter((clause) => !told.includes(clause));
  // “I am allergic to soy. What can I eat?” asks one thing.
  const isOneRequest = refusesSomething(memory.reading.all) && read.every(({ intent }) => intent === 'search');
  if (memory.questions.length === 0 && isOneRequest) return { told: [], clauses: [message] };
  // “Lovely. And a coffee”: what says nothing needs no answer beside what does.
  const saying = read.filter(({ intent }) => intent !== 'unclear');
  if (memory.questions.length === 0 && saying.length > 0) read = saying;
  // Approval is asked for when all else is done: “yes, and to 5 Main Street please”. An answer comes first.
  const last = read.filter(({ intent, index }) => isFinal(intent) && (index > 0 || memory.questions.length === 0));
  const textsOf = (some: typeof all) => some.map(({ text }) => text);
  return { told: textsOf(told), clauses: textsOf([...read.filter((clause) => !last.includes(clause)), ...last]) };
}

/** “Which is better, the burger or the salad?” orders neither. */
const isOpen = (clause: string, intent: Intent): boolean =>
  OPEN_INTENTS.has(intent) &&
  !ASKS_PRICE.test(plain(clause)) &&
  (intent !== 'search' || !QUESTION.test(plain(clause)) || CAN_I.test(plain(clause)));

const OPEN_INTENTS: ReadonlySet<Intent> = new Set(['search', 'choose', 'unclear']);

/** “Shellfish closes my throat”, “they make me ill”: nothing is left of it to look for. */
function isOnlyTold(clause: string, { reading, language }: Memory): boolean {
  const { query } = reading.of(clause);
  const isLess = wordsIn(query).length < wordsIn(clause).length;
  return (
    refusesSomething(reading.all) && isLess && contentWords(query, language).length === 0 && !/[?？]/u.test(clause)
  );
}

const isFinal = (intent: Intent): boolean => intent === 'order' || intent === 'assent';

/** Reads a clause after “no” or “sorry”: a dish in it replaces the last one. */
function correctionOf(clause: string, memory: Memory): Intent {
  const intent = intentOf(clause, memory);
  const words = plain(clause);
  const isDish =
    (intent === 'choose' || intent === 'search') &&
    !SEEKING.test(words) &&
    !ALSO.test(words) &&
    memory.reading.of(clause).allergies.length === 0;
  return isDish && memory.basket.length > 0 ? 'swap' : intent;
}

/** The rest of a message beside an address or the like, if it says something. */
const withSomeContent = (rest: string, memory: Memory): string =>
  contentWords(rest, memory.language).length > 0 || !OPEN_INTENTS.has(intentOf(rest, memory)) ? rest : '';

type Edit = 'choose' | 'remove' | 'swap' | 'adjust';
const isEdit = (intent: Intent): intent is Edit => ['choose', 'remove', 'swap', 'adjust'].includes(intent);

/** Does what a clause asks for. @returns Whether it waits for the person's decision. */
function* answer(memory: Memory, clause: string, intent: Intent): Act<boolean> {
  if (intent !== 'cancel' && intent !== 'assent') memory.cancelling = undefined;
  if (isEdit(intent)) {
    yield* edit(memory, clause, intent);
    return false;
  }
  if (isFinal(intent) && memory.basket.length > 0) yield* leaveUnansweredOut(memory);
  const isOpen = memory.questions.length > 0;
  if (memory.isTouched || (isOpen && (isFinal(intent) || intent === 'unclear'))) yield* settle(memory);
  if (isOpen && (isFinal(intent) || intent === 'unclear')) return isFinal(intent);
  switch (intent) {
    case 'order':
      yield* order(memory, clause);
      if (memory.isTouched) yield* settle(memory);
      return true;
    case 'assent':
      yield* memory.cancelling === undefined ? order(memory, clause) : cancelOrder(memory, clause);
      return true;
    case 'cancel':
      yield* cancelOrder(memory, clause);
      return true;
    case 'change': {
      const wish = yield* changeOrder(memory, clause);
      // “Take the prawns off my order” takes none.
      const isRemoval = memory.basket.length > 0 && REMOVING.test(plain(clause));
      return wish !== '' && (yield* answer(memory, wish, isRemoval ? 'remove' : intentOf(wish, memory)));
    }
    default:
      yield* ACTS[intent](memory, clause);
      return false;
  }
}

interface Part {
  intent: Edit;
  text: string;
}

/** Does what a clause says of the basket: “no brownie, a cheesecake instead, and make the lemonade two”. */
function* edit(memory: Memory, clause: string, intent: Edit): Act {
  const isWhole =
    intent === 'swap' && (goneAndAdded(clause) !== undefined || segmentsOf(clause, memory.language).length < 2);
  // “No wait, mac and cheese” is one dish.
  const whole = intent === 'swap' && !isWhole ? yield* wholeOrder(memory, clause) : undefined;
  const last = memory.lastLine;
  if (whole !== undefined && last !== undefined)
    return putAllIn(memory, whole, { key: keyOf(last), count: last.quantity });
  for (const part of isWhole ? [{ intent, text: clause }] : partsOf(memory, clause, intent)) {
    if (part.intent === 'remove') yield* removeFromBasket(memory, part.text);
    else if (part.intent === 'swap') yield* swap(memory, part.text);
    else if (part.intent === 'adjust') yield* adjustLine(memory, part.text);
    else yield* addToBasket(memory, part.text);
  }
}

/** A clause by what each of its segments does. One without a verb of its own belongs to the one before. */
function partsOf(memory: Memory, clause: string, intent: Edit): Part[] {
  const segments = segmentsOf(clause, memory.language);
  if (segments.length < 2) return [{ intent, text: clause }];
  const parts: Part[] = [];
  for (const segment of segments) {
    const own = intentOf(segment, memory);
    const { by, lines } = linesMeant(memory, segment);
    const isAbout = lines.length > 0 && by !== 'last';
    const last = parts.at(-1);
    const isBare = contentWords(segment, memory.language).length === 0 && by === 'last';
    if (last === undefined) parts.push({ intent: isEdit(own) ? own : intent, text: segment });
    else if (isBare) last.text = `${last.text}, ${segment}`;
    else if (
      (own === 'remove' && (isAbout || BARE_NO.test(segment))) ||
      own === 'swap' ||
      (own === 'adjust' && isAbout)
    )
      parts.push({ intent: own, text: segment });
    else if (last.intent === 'remove' && isAbout) parts.push({ intent: 'remove', text: segment });
    else if (last.intent === 'adjust' && isAbout && quantityIn(segment, memory.language) !== undefined)
      parts.push({ intent: 'adjust', text: segment });
    else if (last.intent === 'choose' || (lines.length > 0 && by === 'last' && last.intent === 'adjust'))
      last.text = `${last.text}, ${segment}`;
    else parts.push({ intent: 'choose', text: segment });
  }
  const [part, ...others] = parts;
  // As it was written: “fish n chips” is one dish.
  return part !== undefined && others.length === 0 ? [{ ...part, text: clause }] : parts;
}

type OtherIntent = Exclude<Intent, 'order' | 'assent' | 'cancel' | 'change' | Edit>;

const tell = (key: Phrase) => (memory: Memory) => say(phrase(memory.language, key));

const ACTS: Readonly<Record<OtherIntent, (memory: Memory, clause: string) => Act>> = {
  greet: tell('greeting'),
  identity: tell('identity'),
  thanks: tell('welcome'),
  unclear: tell('unclear'),
  decline: declined,
  clear: cleared,
  status: tellStatus,
  repeat: repeatOrder,
  search: find,
  describe,
  discount,
  help: askForHelp,
  basket: (memory) => showBasket(memory),
  ask: askShopOrMenu,
};

/** “Do you have hot dogs?” has a word that shops write about, and may be about the menu after all. */
function* askShopOrMenu(memory: Memory, clause: string): Act {
  const rest = contentWords(besideTopics(plain(clause)), memory.language);
  if (rest.length === 0) return yield* askShop(memory, clause);
  if (!(yield* isAnswered(memory, clause))) yield* find(memory, clause);
}

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
