import type { MenuHit } from '../../contracts/chat-tool.ts';
import { fold } from '../../contracts/fold.ts';
import { addNote } from './details.ts';
import { packsIn, quantitiesBeside, quantitiesIn, quantityIn } from './language.ts';
import { type BasketLine, keyOf, type Memory, type Of, type Question, type Replaced } from './memory.ts';
import { namesChosen, optionsOf, unknownNegations } from './options.ts';
import { leftOut, phrase } from './phrases.ts';
import { isPreparation } from './preparations.ts';
import { ALSO, AND_FIRST } from './sayings.ts';
import { segmentsOf } from './segments.ts';
import { type Act, say } from './steps.ts';
import { hitsOf, type Wish } from './wish.ts';

/** Adds requests to the basket, or asks about them. An unknown request also causes a question, and is never dropped. */
export function putAllIn(memory: Memory, wishes: readonly Wish[], replaces?: Replaced): void {
  const isPassing = !memory.isTouched && replaces === undefined && wishes.every((wish) => hitsOf(wish).length === 0);
  for (const [index, wish] of wishes.entries()) {
    const before = forgetRepeated(memory, wish);
    const gone = index === 0 ? (replaces ?? before?.replaces) : undefined;
    const isCounted = before === undefined || quantityIn(wish.text, memory.language) !== undefined;
    const quantity = isCounted ? wish.quantity : before.quantity;
    if (wish.kind === 'found') putIn(memory, { ...wish, quantity }, gone);
    else ask(memory, { ...wish, kind: 'which', quantity, isGuess: wish.isGuess ?? false, isPassing, replaces: gone });
  }
}

/** Puts a product into the basket, or asks for the options that it needs. */
export function putIn(
  memory: Memory,
  { hit, text, ...wish }: Omit<Extract<Wish, { kind: 'found' }>, 'kind'>,
  replaces?: Replaced,
): void {
  const { options, noted, missing, unknown } = optionsOf(hit, text, memory.language);
  const quantity = quantityBeside(options, hit, wish.quantity, text, memory);
  const unwanted = unknownNegations(hit, text, options);
  if (unwanted.length > 0)
    tellShop(memory, hit.name, unwanted.map((word) => leftOut(word, memory.language)).join(', '));
  for (const each of noted) tellShop(memory, hit.name, each);
  for (const part of segmentsOf(text, memory.language))
    if (isPreparation(part, memory.language)) tellShop(memory, hit.name, part);
  if (missing !== undefined || unknown.length > 0) {
    ask(memory, { kind: 'option', hit, quantity, text, unknown, group: missing, replaces });
  } else putLine(memory, { productId: hit.product_id, name: hit.name, quantity, options }, replaces);
}

/** The 12 of “the 12 wings” is part of an option, and no quantity. */
function quantityBeside(
  options: BasketLine['options'],
  hit: MenuHit,
  quantity: number,
  text: string,
  { language }: Memory,
): number {
  const packs = packsIn(hit.name, text, language);
  if (packs !== undefined) return packs;
  // “Two eggs”, of which one dish is called so.
  const names = [hit.name.split(' ')[0] ?? '', ...namesChosen(hit, options)];
  const isOfName = names.some((name) => quantitiesIn(name, language).some(({ value }) => value === quantity));
  return isOfName ? (quantitiesBeside(names, text, language)[0]?.value ?? 1) : quantity;
}

export function ask(memory: Memory, question: Question): void {
  memory.questions.push(question);
  memory.isTouched = true;
}

/**
 * Drops the question that a wish for one of these products repeats. A wish that was answered by a question and is then
 * said again is the same wish; two wishes of one message are two. What was called by no known name is replaced by any
 * wish but a further one: it is given back, for the new wish takes its place.
 */
const FURTHER = new RegExp(`${AND_FIRST.source}|${ALSO.source}`, 'u');

function forgetRepeated(memory: Memory, wish: Wish): Of<'which' | 'option'> | undefined {
  const ids = new Set(hitsOf(wish).map(({ product_id }) => product_id));
  const unknown = memory.questions.find(
    (each) =>
      each.kind === 'which' && each.hits.length === 0 && memory.asked.has(each) && !FURTHER.test(fold(wish.text)),
  );
  const isRepeated = (question: Question): boolean => {
    if (question === unknown) return true;
    return memory.asked.has(question) && hitsAsked(question).some(({ product_id }) => ids.has(product_id));
  };
  const repeated = memory.questions.filter(isRepeated);
  memory.questions = memory.questions.filter((question) => !repeated.includes(question));
  const [gone] = unknown === undefined ? repeated : [unknown];
  return gone === undefined || gone.kind === 'line' ? undefined : gone;
}

/** The products that a question is about. */
export const hitsAsked = (question: Question): readonly MenuHit[] =>
  question.kind === 'option' ? [question.hit] : question.kind === 'which' ? question.hits : [];

export function putLine(memory: Memory, line: BasketLine, replaces?: Replaced): void {
  const gone = memory.basket.findIndex((other) => keyOf(other) === replaces?.key);
  const old = memory.basket[gone];
  if (old !== undefined) old.quantity -= replaces?.count ?? 0;
  memory.basket.splice(gone < 0 ? memory.basket.length : gone + 1, 0, line);
  memory.lastLine = line;
  touch(memory);
}

/** Merges equal lines after a change, and invalidates the quote. */
export function touch(memory: Memory): void {
  const lines = new Map<string, BasketLine>();
  for (const line of memory.basket.filter(({ quantity }) => quantity > 0)) {
    const same = lines.get(keyOf(line));
    if (same === undefined) lines.set(keyOf(line), line);
    else same.quantity += line.quantity;
  }
  memory.basket = [...lines.values()];
  const last = memory.lastLine;
  memory.lastLine = (last && lines.get(keyOf(last))) ?? memory.basket.at(-1);
  memory.focus = 'basket';
  memory.quote = undefined;
  memory.isTouched = true;
}

/** Adds a change of a product to the order's note, once. */
export function tellShop(memory: Memory, product: string, what: string): void {
  const text = `${product}: ${what}`;
  if (memory.note?.includes(text) === true) return;
  addNote(memory, text);
  memory.noted.push({ product, what });
}

const MOST_TIMES = 2;

/**
 * Drops the questions that were asked twice, and says what is left out. What shall take the place of something else, or
 * change a line, is asked about until it is answered: else what was not wanted any more would be ordered.
 */
export function* leaveUnansweredOut(memory: Memory): Act {
  const isUnanswered = (question: Question) =>
    (question.times ?? 0) >= MOST_TIMES && question.kind !== 'line' && question.replaces === undefined;
  for (const question of memory.questions.filter(isUnanswered)) yield* leaveOut(memory, question);
}

/** Drops a question, and says what is left out with it. */
export function* leaveOut(memory: Memory, question: Question): Act {
  memory.questions = memory.questions.filter((other) => other !== question);
  const what = question.kind === 'option' ? question.hit.name : question.text;
  yield* say(phrase(memory.language, 'leftUnclear', what.replace(/^[\s,]+/u, '')));
}
