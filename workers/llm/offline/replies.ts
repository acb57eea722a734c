import type { MenuHit, OwnOrder } from '../../../contracts/chat-tool.ts';
import { formatMoney } from '../../../contracts/money.ts';
import type { Order, OrderStatus } from '../../../contracts/order.ts';
import type { Quote } from '../../../contracts/quote.ts';
import type { ToolOutcome } from './tool-outcome.ts';

export const GREETING =
  'Hello! Tell me what you are looking for, such as "something vegan under 12 euros", and I will search the menu, look for discounts and place your order once you approve it. I can also tell where an order stands, change or cancel it, and look up what the shop says about itself.';
export const IDENTITY =
  'I am the built-in offline assistant: a small set of rules in English, not a language model. I search the real menu, and prices and orders come from the real system.';
export const WHERE_TO = 'Where shall it be delivered? Tell me street, number and town.';
export const UNCLEAR =
  'I did not understand that. You can search ("gluten-free pasta"), choose ("two of the first"), ask "any discount?" say "order it", or ask "where is my order?".';

/** A numbered list of products with prices from the search itself. */
export function listOf(hits: readonly MenuHit[]): string {
  return hits
    .map((hit, index) => {
      const tags = hit.dietary.length > 0 ? ` (${hit.dietary.join(', ')})` : '';
      const absence = hit.in_stock ? '' : ' (not available now)';
      return `${index + 1}. ${hit.name}, ${formatMoney(hit.price.amount, hit.price.currency)}${tags}${absence}`;
    })
    .join('\n');
}

/** What a quote says, line by line. */
export function quoteSummary(quote: Quote): string {
  const lines = quote.items.map((item) => {
    const options = item.options.length > 0 ? ` (${item.options.map((option) => option.name).join(', ')})` : '';
    return `${item.quantity} × ${item.name}${options}: ${formatMoney(item.total + item.discount, quote.currency)}`;
  });
  const discounts = quote.promotions.map(
    (promotion) =>
      `${promotion.code ?? promotion.name ?? 'Discount'}: −${formatMoney(promotion.amount, quote.currency)}`,
  );
  const warnings = quote.warnings.map(({ message }) => `Warning: ${message}`);
  return [...lines, ...discounts, `Total: ${formatMoney(quote.total, quote.currency)}`, ...warnings].join('\n');
}

function done(action: 'place' | 'change' | 'cancel', order: Order): string {
  switch (action) {
    case 'place':
      return `Done: your order number ${order.number} is placed. Total: ${formatMoney(order.total, order.currency)}.`;
    case 'change':
      return `Done: your order number ${order.number} is changed: ${linesInWords(order)}. Total: ${formatMoney(order.total, order.currency)}.`;
    case 'cancel':
      return `Done: your order number ${order.number} is cancelled.`;
  }
}

const STATUS_WORDS: Readonly<Record<OrderStatus, string>> = {
  pending: 'waits for the shop to confirm it (pending)',
  confirmed: 'is confirmed',
  preparing: 'is being prepared (preparing)',
  ready: 'is ready',
  completed: 'is completed',
  cancelled: 'is cancelled',
};

/** Where an order stands, and what can still be done about it. */
export function statusInWords(order: OwnOrder): string {
  const verbs = [...(order.can_change ? ['changed'] : []), ...(order.can_cancel ? ['cancelled'] : [])];
  const still = verbs.length === 0 ? '' : ` It can still be ${verbs.join(' or ')}.`;
  return `Your order number ${order.number} ${STATUS_WORDS[order.status]}: ${linesInWords(order)}. Total: ${formatMoney(order.total, order.currency)}.${still}`;
}

export const linesInWords = (order: Order): string =>
  order.items
    .map((item) => {
      const options = item.options.length > 0 ? ` (${item.options.map((option) => option.name).join(', ')})` : '';
      return `${item.quantity} × ${item.name}${options}`;
    })
    .join(', ');

/** What a tool answered, where nothing more particular is to be said. */
export function outcomeInWords(outcome: ToolOutcome): string {
  switch (outcome.kind) {
    case 'hits':
      return outcome.hits.length === 0
        ? 'I found nothing that fits. Try fewer conditions.'
        : `Here is what I found:\n${listOf(outcome.hits)}`;
    case 'quote':
      return quoteSummary(outcome.quote);
    case 'done':
      return done(outcome.action, outcome.order);
    case 'orders':
      return outcome.orders.map(statusInWords).join('\n') || 'You have no such order.';
    case 'knowledge':
      return outcome.hits.map(({ title }) => title).join('\n') || 'I found nothing about that.';
    case 'denied':
      return 'All right, I have not placed the order. Say "order it" when you want it after all.';
    case 'failure':
      return outcome.quote === undefined
        ? failureInWords(outcome.code, outcome.message)
        : `${newQuoteInWords(outcome.code, outcome.message)}\n${quoteSummary(outcome.quote)}\nSay "order it" and I will ask for your approval again.`;
  }
}

/** Why a quote could not be kept, before the new one is shown. */
const newQuoteInWords = (code: string, message: string): string =>
  code === 'quote_expired'
    ? 'That price is no longer valid. This is what it costs now:'
    : `Something has changed: ${message} This is what I can offer now:`;

/** A tool's failure in plain words. */
export function failureInWords(code: string, message: string): string {
  switch (code) {
    case 'insufficient_stock':
      return `There is not enough left: ${message} Choose fewer or something else.`;
    case 'quote_changed':
      return `That cannot be ordered any more: ${message}`;
    case 'quote_expired':
      return 'That price is no longer valid. Say "order it" again and I will get a fresh one.';
    case 'invalid_promotion':
      return `That code does not apply: ${message} Ask "any discount?" and I will look for one that does.`;
    case 'unavailable_product':
      return `That cannot be ordered now: ${message}`;
    case 'illegal_transition':
    case 'precondition_failed':
    case 'invalid_request':
    case 'forbidden':
    case 'not_found':
    case 'conflict':
      return `That did not work: ${message}`;
    default:
      return 'Something went wrong on our side. Please try again in a moment.';
  }
}
