import { emptyBasket, linesOf, type Memory } from '../memory.ts';
import { helpInWords, linesInWords, outcomeInWords, statusInWords } from '../replies.ts';
import { type Act, call, say } from '../steps.ts';
import type { ToolOutcome } from '../tool-outcome.ts';
import { removeFromBasket } from './alter.ts';
import { addToBasket } from './basket.ts';

const MANY = 3;

/** Where the newest order stands, or the one with the number that was said. */
export function* tellStatus(memory: Memory, text: string): Act {
  const found = yield* lookUp(memory, text, /orders/i.test(text) ? MANY : 1);
  for (const order of found?.orders ?? []) yield* say(statusInWords(order));
  for (const request of found?.help ?? []) yield* say(helpInWords(request, memory.language));
}

/** Asks for approval to cancel the newest order, or the one that was named, as it is now. */
export function* cancelOrder(memory: Memory, text: string): Act {
  const known = memory.cancelling;
  const [order] = known === undefined ? ((yield* lookUp(memory, text, 1))?.orders ?? []) : [known];
  if (order === undefined) return;
  if (!order.can_cancel)
    return yield* say(`Order number ${order.number} is ${order.status} and can no longer be cancelled.`);
  memory.cancelling = order;
  // A change of it that was begun goes with it.
  if (memory.changing?.id === order.id) emptyBasket(memory);
  const reason = /(?<!\p{L})(?:because|since|reason(?: is|:)?|weil|da)\s+(.{1,300}?)[.!]*$/iu.exec(text)?.[1];
  const outcome = yield* call('confirm', {
    action: 'cancel',
    order_id: order.id,
    order_version: order.version,
    ...(reason === undefined ? {} : { reason }),
  });
  if (outcome.kind === 'failure' && outcome.code === 'precondition_failed') {
    memory.cancelling = undefined;
    return yield* say(`Order number ${order.number} has gone on since I looked. Ask "where is my order?" to see it.`);
  }
  yield* say(
    outcome.kind === 'denied'
      ? `All right, order number ${order.number} stays.`
      : outcomeInWords(outcome, memory.language),
  );
}

/** Takes a placed order into the basket, to be changed there, and does what the clause says about it already. */
export function* changeOrder(memory: Memory, clause: string): Act {
  const [order] = (yield* lookUp(memory, clause, 1))?.orders ?? [];
  if (order === undefined) return;
  if (!order.can_change)
    return yield* say(`Order number ${order.number} is ${order.status} and can no longer be changed.`);
  emptyBasket(memory);
  memory.changing = { id: order.id, number: order.number };
  memory.basket = linesOf(order.items);
  memory.lastLine = memory.basket.at(-1);
  memory.focus = 'basket';
  memory.codes = order.promotions.flatMap(({ code }) => code ?? []);
  const wish = wishIn(clause);
  if (wish === undefined) {
    yield* say(`Order number ${order.number} holds ${linesInWords(order)}. What shall be different?`);
  } else if (/^(?:remove|take|drop) /i.test(wish)) {
    yield* removeFromBasket(memory, wish);
  } else {
    yield* addToBasket(memory, wish);
  }
}

/** "add a tiramisu to my order" without its "to my order"; nothing in "I want to change my order". */
function wishIn(text: string): string | undefined {
  const about =
    /(?:(?<!\p{L})(?:to|on|from|off) )?(?:my|the|that|this) (?:\w+ )?order(?: (?:number |no\.? ?|#)?\d+)?/iu;
  const rest = text
    .replace(about, ' ')
    .replace(/^.*?(?<!\p{L})(?:change|modify|edit|amend|update)(?!\p{L})\s*(?:to|so|:|,|and)?/iu, '')
    .replace(/\s+/g, ' ')
    .trim();
  const [wish] =
    /(?<!\p{L})(?:add|put|remove|take|drop)(?!\p{L}).+|(?<!\p{L})(?:with|to)(?!\p{L}).+/iu.exec(rest) ?? [];
  return wish;
}

/** Own orders, by the number in the text when it has one; says so when there is none. */
function* lookUp(
  memory: Memory,
  text: string,
  limit: number,
): Act<Extract<ToolOutcome, { kind: 'orders' }> | undefined> {
  const number =
    /(?<!\p{L})(?:order|number|no\.?|bestellung|nummer|nr\.?)\s*(?:number |no\.? ?|nummer |nr\.? ?)?#?(\d{1,9})(?!\d)|#(\d{1,9})(?!\d)/iu.exec(
      text,
    );
  const named = number?.[1] ?? number?.[2];
  const outcome = yield* call('order_status', { ...(named === undefined ? {} : { number: Number(named) }), limit });
  if (outcome.kind !== 'orders') {
    yield* say(outcomeInWords(outcome, memory.language));
    return undefined;
  }
  if (outcome.orders.length > 0 || (named === undefined && outcome.help.length > 0)) return outcome;
  yield* say(named === undefined ? 'You have no order yet.' : `You have no order with the number ${named}.`);
  memory.cancelling = undefined;
  return undefined;
}
