import type { AllergenCode } from '../../contracts/allergens/codes.ts';
import { safetyOf } from '../../contracts/allergens/safety.ts';
import type { Conflict, MenuHit, OwnOrder, UnsafeHit } from '../../contracts/chat-tool.ts';
import { type DietCode, freeOfByTags, neverIn, refusedBy, tagsFor } from '../../contracts/diets.ts';
import type { HelpRequest } from '../../contracts/help-request.ts';
import { formatMoney } from '../../contracts/money.ts';
import type { Order, OrderStatus } from '../../contracts/order.ts';
import type { Quote } from '../../contracts/quote.ts';
import type { Language } from './language.ts';
import { phrase } from './phrases.ts';
import type { ToolOutcome } from './tool-outcome.ts';

/** A numbered list of products with prices from the search itself. @param withAllergens What each declares is asked about. */
export function listOf(hits: readonly MenuHit[], language: Language, withAllergens = false): string {
  return hits
    .map((hit, index) => {
      const tags = hit.dietary.length > 0 ? ` (${hit.dietary.join(', ')})` : '';
      const absence = hit.in_stock ? '' : ' (not available now)';
      const allergens = withAllergens ? `: ${declarationInWords(hit, language)}` : '';
      const warning = hit.conflicts === undefined ? '' : ` ⚠ ${conflictsInWords(hit.conflicts, language)}`;
      return `${index + 1}. ${hit.name}, ${formatMoney(hit.price.amount, hit.price.currency)}${tags}${absence}${allergens}${warning}`;
    })
    .join('\n');
}

const words = (codes: readonly string[]): string => codes.map((code) => code.replaceAll('_', ' ')).join(', ');

/** The allergens that a dish declares. */
function declarationInWords({ allergens, may_contain, free_of }: MenuHit, language: Language): string {
  if (allergens === null) return phrase(language, 'undeclared');
  const parts = [
    allergens.length > 0 ? phrase(language, 'declares', words(allergens)) : phrase(language, 'declaresNone'),
    ...(may_contain.length > 0 ? [phrase(language, 'may_contain', words(may_contain))] : []),
    ...(free_of.length > 0 ? [`free of ${words(free_of)}`] : []),
  ];
  return parts.join('; ');
}

/** The dishes that were found and are not safe, each with the reason. */
export const unsafeInWords = (unsafe: readonly UnsafeHit[], language: Language): string =>
  unsafe
    .map(({ name, conflicts }) => phrase(language, 'unsafe', `${name} (${conflictsInWords(conflicts, language)})`))
    .join('\n');

const conflictsInWords = (conflicts: readonly Conflict[], language: Language): string =>
  conflicts.map(({ refused, verdict }) => phrase(language, verdict, words([refused]))).join(', ');

/** A dish's declaration in words: of what was asked for, otherwise all of it. */
export function declaredOf(
  hit: MenuHit,
  { codes, diets }: { codes: readonly AllergenCode[]; diets: readonly DietCode[] },
  language: Language,
): string {
  if (codes.length + diets.length === 0)
    return [`${hit.name}: ${hit.description ?? hit.name}`, declarationInWords(hit, language)].join(' – ');
  const declared = { ...hit, free_of: [...hit.free_of, ...freeOfByTags(hit.dietary)] };
  const verdictOn = (refused: readonly AllergenCode[]): Conflict[] =>
    safetyOf(declared, [], refused).conflicts.map(({ code, verdict }) => ({ refused: code, verdict }));
  const ofDiet = (diet: DietCode): Conflict[] => {
    const conflicts = verdictOn(refusedBy(diet) ?? neverIn(diet));
    const isDeclared = refusedBy(diet) !== undefined || tagsFor(diet).some((tag) => hit.dietary.includes(tag));
    return isDeclared ? conflicts : [{ refused: diet, verdict: 'does_not_fit' }];
  };
  const told = (conflicts: Conflict[], yes: string) =>
    conflicts.length === 0 ? yes : conflictsInWords(conflicts, language);
  const parts = [
    ...diets.map((diet) => told(ofDiet(diet), phrase(language, 'fits', words([diet])))),
    ...codes.map((code) => told(verdictOn([code]), phrase(language, 'declaresNo', words([code])))),
  ];
  return `${hit.name}: ${parts.join('; ')}`;
}

/** A quote, line by line. */
export function quoteSummary(quote: Quote, language: Language): string {
  const lines = quote.items.map((item) => {
    const options = item.options.length > 0 ? ` (${item.options.map((option) => option.name).join(', ')})` : '';
    return `${item.quantity} × ${item.name}${options}: ${formatMoney(item.total + item.discount, quote.currency)}`;
  });
  const discounts = quote.promotions.map(
    (promotion) =>
      `${promotion.code ?? promotion.name ?? 'Discount'}: −${formatMoney(promotion.amount, quote.currency)}`,
  );
  const warnings = quote.warnings.map(({ message }) => `⚠ ${message}`);
  return [
    ...lines,
    ...discounts,
    phrase(language, 'total', formatMoney(quote.total, quote.currency)),
    ...warnings,
  ].join('\n');
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

/** The status of an order, and the possible actions. */
export function statusInWords(order: OwnOrder): string {
  const verbs = [...(order.can_change ? ['changed'] : []), ...(order.can_cancel ? ['cancelled'] : [])];
  const still = verbs.length === 0 ? '' : ` It can still be ${verbs.join(' or ')}.`;
  return `Your order number ${order.number} ${STATUS_WORDS[order.status]}: ${linesInWords(order)}. Total: ${formatMoney(order.total, order.currency)}.${still}`;
}

/** The status of a help request, and the staff's answer. */
export const helpInWords = ({ kind, status, answer }: HelpRequest, language: Language): string =>
  phrase(language, 'helpState', kind, `${status.replace('_', ' ')}${answer === null ? '' : `. “${answer}”`}`);

export const linesInWords = (order: Pick<Order, 'items'> | Pick<Quote, 'items'>): string =>
  order.items
    .map((item) => {
      const options = item.options.length > 0 ? ` (${item.options.map((option) => option.name).join(', ')})` : '';
      return `${item.quantity} × ${item.name}${options}`;
    })
    .join(', ');

/** The reply to a tool's answer that has no more specific reply. */
export function outcomeInWords(outcome: ToolOutcome, language: Language): string {
  switch (outcome.kind) {
    case 'hits':
      return outcome.hits.length === 0
        ? phrase(language, 'nothingFits')
        : `${phrase(language, 'found')}\n${listOf(outcome.hits, language)}`;
    case 'quote':
      return quoteSummary(outcome.quote, language);
    case 'done':
      return done(outcome.action, outcome.order);
    case 'orders':
      return outcome.orders.map(statusInWords).join('\n') || 'You have no such order.';
    case 'help':
      return phrase(language, 'helpAsked', outcome.request.kind);
    case 'knowledge':
      return outcome.hits.map(({ title }) => title).join('\n') || phrase(language, 'notWritten');
    case 'denied':
      return 'All right, I have not placed the order. Say "order it" when you want it after all.';
    case 'failure':
      return outcome.quote === undefined
        ? failureInWords(outcome.code, outcome.message)
        : `${newQuoteInWords(outcome.code, outcome.message)}\n${quoteSummary(outcome.quote, language)}\nSay "order it" and I will ask for your approval again.`;
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
