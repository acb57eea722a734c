import { fold } from '../../../contracts/fold.ts';
import { contentWords } from '../language.ts';
import { emptyBasket, linesOf, type Memory } from '../memory.ts';
import { bestNamed } from '../names.ts';
import { phrase } from '../phrases.ts';
import { putLine, touch } from '../put-in.ts';
import { helpInWords, linesInWords, outcomeInWords, statusInWords } from '../replies.ts';
import { said } from '../said.ts';
import { type Act, call, say } from '../steps.ts';
import type { ToolOutcome } from '../tool-outcome.ts';
import { FOR_WHOM } from '../wishes.ts';
import { adjust } from './alter.ts';

const MANY = 3;

/** Reports the status of the newest order, or of the order with the given number. */
export function* tellStatus(memory: Memory, text: string): Act {
  const found = yield* lookUp(memory, text, /orders/i.test(text) ? MANY : 1);
  for (const order of found?.orders ?? []) yield* say(statusInWords(order, memory.language));
  for (const request of found?.help ?? []) yield* say(helpInWords(request, memory.language));
}

/** Asks for approval to cancel the newest or the named order in its current version. */
export function* cancelOrder(memory: Memory, text: string): Act {
  const known = memory.cancelling;
  const hasBasket = memory.basket.length > 0 && memory.changing === undefined;
  const [order] = known === undefined ? ((yield* lookUp(memory, text, 1))?.orders ?? []) : [known];
  if (order === undefined && hasBasket) {
    emptyBasket(memory);
    yield* say(phrase(memory.language, 'basketEmptied'));
  }
  if (order === undefined) return;
  if (!order.can_cancel)
    return yield* say(
      phrase(memory.language, 'tooLateToCancel', String(order.number), phrase(memory.language, order.status)),
    );
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
    return yield* say(phrase(memory.language, 'movedOn', String(order.number)));
  }
  yield* say(
    outcome.kind === 'denied'
      ? phrase(memory.language, 'orderStays', String(order.number))
      : outcomeInWords(outcome, memory.language),
  );
}

/** “My order” and the wish to change it, around what shall be different. */
const ABOUT_ORDER =
  /(?<!\p{L})(?:(?:to|on|from|off|in|of|zu|an|von|aus|à|de|al|a|nel|aan|do) )?(?:my|the|that|this|meine[rn]?|der|die|ma|la|notre|il mio|l['’]|mio|mi|el|mijn|de|o meu|meu|moje) ?(?:\w+ )?(?:order|bestellung|commande|ordine|pedido|bestelling|zamówieni\p{L}*)(?: (?:number |no\.? ?|#|nr\.? ?|nummer )?\d+)?(?!\p{L})|(?<!\p{L})siparişimi(?!\p{L})/iu;
const WANTS_CHANGE =
  /^.*?(?<!\p{L})(?:change|modify|edit|amend|update|ändern|anpassen|modifi\p{L}+|changer|cambi\p{L}+|modific\p{L}+|wijzigen|aanpassen|veranderen|mudar|alterar|zmieni\p{L}+|değiştir\p{L}*)(?!\p{L})(?: something)?\s*(?:so|:|,|and|und|et|e|y|en|i|please|bitte|[.!?])*\s*/iu;

/**
 * Loads a placed order into the basket, to be changed there. @returns The requested change in the person’s words; empty
 * after asking for it.
 */
export function* changeOrder(memory: Memory, clause: string): Act<string> {
  const wish = clause
    .replace(ABOUT_ORDER, ' ')
    .replace(WANTS_CHANGE, '')
    .replace(/[\s?？]+/gu, ' ')
    .trim();
  // People also call an unfinished basket their order.
  const isNew =
    memory.basket.length > 0 && memory.changing === undefined && !/\d/.test(ABOUT_ORDER.exec(clause)?.[0] ?? '');
  if (isNew || memory.changing !== undefined) {
    if (wish === '') yield* say(phrase(memory.language, 'whatChange'));
    return wish;
  }
  const [order] = (yield* lookUp(memory, clause, 1))?.orders ?? [];
  if (order === undefined) return '';
  if (!order.can_change) {
    yield* say(phrase(memory.language, 'tooLateToChange', String(order.number), phrase(memory.language, order.status)));
    return '';
  }
  emptyBasket(memory);
  memory.changing = { id: order.id, number: order.number };
  memory.basket = linesOf(order.items);
  memory.lastLine = memory.basket.at(-1);
  memory.focus = 'basket';
  memory.codes = order.promotions.flatMap(({ code }) => code ?? []);
  if (wish === '')
    yield* say(`Order number ${order.number} holds ${linesInWords(order)}. ${phrase(memory.language, 'whatChange')}`);
  return wish;
}

const WHOLE = said('everything|all|whole|lot|alles|ganze|tout|tutto|todo|tudo|wszystko|hepsi\\w*');

/**
 * “Same again”, “double it”: adds the last line of the basket once more, or the named one, or the whole basket for
 * another person; with an empty basket, repeats the last order.
 */
export function* repeatOrder(memory: Memory, text: string): Act {
  const { lastLine, basket } = memory;
  if (lastLine !== undefined) {
    // “The same again but with ham.”
    const [, change] = /(?<!\p{L})(?:but|aber|mais|ma|pero|maar|mas)\s+(.+)$/iu.exec(text) ?? [];
    if (change !== undefined && adjust(memory, lastLine, `another ${change}`)) return;
    const named = bestNamed(contentWords(text, memory.language), text, basket, ({ name }) => name);
    const isWhole = text.search(FOR_WHOM) >= 0 || WHOLE.test(fold(text));
    for (const line of isWhole ? basket : named.length > 0 ? named : [lastLine]) line.quantity *= 2;
    return touch(memory);
  }
  const [order] = (yield* lookUp(memory, '', 1))?.orders ?? [];
  for (const line of linesOf(order?.items ?? [])) putLine(memory, line);
}

/** Looks up the person's orders, by the number in the text if it has one. Replies when there are none. */
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
  yield* say(
    named === undefined ? phrase(memory.language, 'noOrderYet') : phrase(memory.language, 'noSuchOrder', named),
  );
  memory.cancelling = undefined;
  return undefined;
}
