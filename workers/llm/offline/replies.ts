import type { MenuHit } from '../../../contracts/chat-tool.ts';
import { formatMoney } from '../../../contracts/money.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Quote } from '../../../contracts/quote.ts';

export const GREETING =
  'Hello! Tell me what you are looking for, such as "something vegan under 12 euros", and I will search the menu, look for discounts and place your order once you approve it.';
export const IDENTITY =
  'I am the built-in offline assistant: a small set of rules in English, not a language model. I search the real menu, and prices and orders come from the real system.';
export const UNCLEAR =
  'I did not understand that. You can search ("gluten-free pasta"), choose ("two of the first"), ask "any discount?" or say "order it".';

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
  return [...lines, ...discounts, `Total: ${formatMoney(quote.total, quote.currency)}`].join('\n');
}

export function orderPlaced(order: Order): string {
  return `Done: your order number ${order.number} is placed. Total: ${formatMoney(order.total, order.currency)}.`;
}

/** Why a quote could not be kept, before the new one is shown. */
export const newQuoteInWords = (code: string, message: string): string =>
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
    case 'invalid_request':
    case 'not_found':
    case 'conflict':
      return `That did not work: ${message}`;
    default:
      return 'Something went wrong on our side. Please try again in a moment.';
  }
}
