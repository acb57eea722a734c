import type { OwnOrder } from '../../../../contracts/chat-tool.ts';
import type { Clause } from '../clauses.ts';
import { emptyBasket, linesOf, type Memory } from '../memory.ts';
import { linesInWords, outcomeInWords, statusInWords } from '../replies.ts';
import { type Act, call, say } from '../steps.ts';
import { removeFromBasket } from './alter.ts';
import { addToBasket } from './basket.ts';

const MANY = 3;

/** Where the newest order stands, or the one with the number that was said. */
export function* tellStatus(memory: Memory, { text }: Clause): Act {
  const orders = yield* lookUp(memory, text, /\borders\b/.test(text) ? MANY : 1);
  for (const order of orders ?? []) yield* say(statusInWords(order));
}

/** Asks for approval to cancel the newest order, or the one that was named, as it is now. */
export function* cancelOrder(memory: Memory, { text, original }: Clause): Act {
  const known = memory.cancelling;
  const [order] = known === undefined ? ((yield* lookUp(memory, text, 1)) ?? []) : [known];
  if (order === undefined) return;
  if (!order.can_cancel)
    return yield* say(`Order number ${order.number} is ${order.status} and can no longer be cancelled.`);
  memory.cancelling = order;
  const reason = /\b(?:because|since|reason(?: is|:)?)\s+(.{1,300}?)[.!]*$/i.exec(original)?.[1];
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
  yield* say(outcome.kind === 'denied' ? `All right, order number ${order.number} stays.` : outcomeInWords(outcome));
}

/** Takes a placed order into the basket, to be changed there, and does what the clause says about it already. */
export function* changeOrder(memory: Memory, clause: Clause): Act {
  const [order] = (yield* lookUp(memory, clause.text, 1)) ?? [];
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
  } else if (/^(?:remove|take|drop)\b/.test(wish.text)) {
    yield* removeFromBasket(memory, wish);
  } else {
    yield* addToBasket(memory, wish);
  }
}

/** "add a tiramisu to my order" without its "to my order"; nothing in "I want to change my order". */
function wishIn({ text, original }: Clause): Clause | undefined {
  const about = /(?:\b(?:to|on|from|off) )?(?:my|the|that|this) (?:\w+ )?order(?: (?:number |no\.? ?|#)?\d+)?/;
  const rest = text
    .replace(about, ' ')
    .replace(/^.*?\b(?:change|modify|edit|amend|update)\b\s*(?:to|so|:|,|and)?/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const [wish] = /\b(?:add|put|remove|take|drop)\b.+|\b(?:with|to)\b.+/.exec(rest) ?? [];
  return wish === undefined ? undefined : { text: wish, original };
}

/** Own orders, by the number in the text when it has one; says so when there is none. */
function* lookUp(memory: Memory, text: string, limit: number): Act<OwnOrder[] | undefined> {
  const number = /\b(?:order|number|no\.?)\s*(?:number |no\.? ?)?#?(\d{1,9})\b|#(\d{1,9})\b/.exec(text);
  const named = number?.[1] ?? number?.[2];
  const outcome = yield* call('order_status', { ...(named === undefined ? {} : { number: Number(named) }), limit });
  if (outcome.kind !== 'orders') {
    yield* say(outcomeInWords(outcome));
    return undefined;
  }
  if (outcome.orders.length > 0) return outcome.orders;
  yield* say(named === undefined ? 'You have no order yet.' : `You have no order with the number ${named}.`);
  memory.cancelling = undefined;
  return undefined;
}
