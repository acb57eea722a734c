import type { AllergenCode } from '../../contracts/allergens/codes.ts';
import { safetyOf } from '../../contracts/allergens/safety.ts';
import type { Conflict, MenuHit, OwnOrder, UnsafeHit } from '../../contracts/chat-tool.ts';
import { type DietCode, freeOfByTags, neverIn, refusedBy, tagsFor } from '../../contracts/diets.ts';
import type { HelpRequest } from '../../contracts/help-request.ts';
import type { Order } from '../../contracts/order.ts';
import type { Quote, QuoteWarning } from '../../contracts/quote.ts';
import type { Language } from './language.ts';
import { optionsOf } from './options.ts';
import { codesInWords, moneyInWords, type Phrase, phrase } from './phrases.ts';
import type { ToolOutcome } from './tool-outcome.ts';
import type { Wish } from './wish.ts';

/** A numbered list of products with prices from the search itself. @param withAllergens What each declares is asked about. */
export function listOf(hits: readonly MenuHit[], language: Language, withAllergens = false): string {
  return hits
    .map((hit, index) => {
      const tags = hit.dietary.length > 0 ? ` (${codesInWords(hit.dietary, language)})` : '';
      const absence = hit.in_stock ? '' : ` (${phrase(language, 'notAvailable')})`;
      const allergens = withAllergens ? `: ${declarationInWords(hit, language)}` : '';
      const warning = hit.conflicts === undefined ? '' : ` ⚠ ${conflictsInWords(hit.conflicts, language)}`;
      return `${index + 1}. ${hit.name}, ${moneyInWords(hit.price.amount, hit.price.currency, language)}${tags}${absence}${allergens}${warning}`;
    })
    .join('\n');
}

/** What a dish costs with the options that a text says: “Cod (Large): GBP 11.40”, or with each of those it needs. */
export function priceInWords({ hit, quantity, text }: Extract<Wish, { kind: 'found' }>, language: Language): string {
  const { options, missing } = optionsOf(hit, text, language);
  const all = hit.option_groups.flatMap((group) => group.options.map((option) => ({ ...option, group_id: group.id })));
  const chosen = all.filter(({ id, group_id }) =>
    options.some((each) => each.group_id === group_id && each.option_id === id),
  );
  const amount = chosen.reduce((sum, { price_delta }) => sum + price_delta, hit.price.amount);
  const money = (minor: number) => moneyInWords(minor * quantity, hit.price.currency, language);
  const named = chosen.length > 0 ? ` (${chosen.map(({ name }) => name).join(', ')})` : '';
  const open = missing === undefined || missing.min === 0 ? [] : missing.options;
  const prices = open.map(({ name, price_delta }) => `${name} ${money(amount + price_delta)}`);
  return `${quantity > 1 ? `${quantity} × ` : ''}${hit.name}${named}: ${prices.join(', ') || money(amount)}`;
}

/** The allergens that a dish declares. */
function declarationInWords({ allergens, may_contain, free_of }: MenuHit, language: Language): string {
  if (allergens === null) return phrase(language, 'undeclared');
  const words = (codes: readonly string[]) => codesInWords(codes, language);
  const parts = [
    allergens.length > 0 ? phrase(language, 'declares', words(allergens)) : phrase(language, 'declaresNone'),
    ...(may_contain.length > 0 ? [phrase(language, 'may_contain', words(may_contain))] : []),
    ...(free_of.length > 0 ? [phrase(language, 'freeOf', words(free_of))] : []),
  ];
  return parts.join('; ');
}

/** The dishes that were found and are not safe, each with the reason. */
export const unsafeInWords = (unsafe: readonly UnsafeHit[], language: Language): string =>
  unsafe
    .map(({ name, conflicts }) => phrase(language, 'unsafe', `${name} (${conflictsInWords(conflicts, language)})`))
    .join('\n');

const conflictsInWords = (conflicts: readonly Conflict[], language: Language): string =>
  conflicts.map(({ refused, verdict }) => phrase(language, verdict, codesInWords([refused], language))).join(', ');

/** A dish's declaration in words: of what was asked for, otherwise all of it. */
export function declaredOf(
  hit: MenuHit,
  { codes, diets }: { codes: readonly AllergenCode[]; diets: readonly DietCode[] },
  language: Language,
): string {
  if (codes.length + diets.length === 0)
    return [
      [`${hit.name}: ${hit.description ?? hit.name}`, declarationInWords(hit, language)].join(' – '),
      ...hit.option_groups.map((group) => choiceInWords(group)),
    ].join('\n');
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
    ...diets.map((diet) => told(ofDiet(diet), phrase(language, 'fits', codesInWords([diet], language)))),
    ...codes.map((code) => told(verdictOn([code]), phrase(language, 'declaresNo', codesInWords([code], language)))),
  ];
  return `${hit.name}: ${parts.join('; ')}`;
}

/** “Flavour: vanilla, chocolate” */
export const choiceInWords = ({ name, options }: MenuHit['option_groups'][number]): string =>
  `${name}: ${options.map((option) => option.name).join(', ')}`;

/** A quote, line by line. */
export function quoteSummary(quote: Quote, language: Language): string {
  const money = (amount: number) => moneyInWords(amount, quote.currency, language);
  const lines = quote.items.map((item) => {
    const options = item.options.length > 0 ? ` (${item.options.map((option) => option.name).join(', ')})` : '';
    return `${item.quantity} × ${item.name}${options}: ${money(item.total + item.discount)}`;
  });
  const discounts = quote.promotions.map(
    (promotion) => `${promotion.code ?? promotion.name ?? phrase(language, 'discount')}: −${money(promotion.amount)}`,
  );
  return [
    ...lines,
    ...discounts,
    phrase(language, 'total', money(quote.total)),
    ...quote.warnings.map((warning) => warningInWords(warning, language)),
  ].join('\n');
}

/** A conflict of a quote with what the person refuses. */
export const warningInWords = ({ name, code, verdict, message }: QuoteWarning, language: Language): string =>
  `⚠ ${language === 'en' ? message : `${name}: ${conflictsInWords([{ refused: code, verdict }], language)}`}`;

function done(action: 'place' | 'change' | 'cancel', order: Order, language: Language): string {
  const [number, total] = [String(order.number), moneyInWords(order.total, order.currency, language)];
  switch (action) {
    case 'place':
      return phrase(language, 'placed', number, total);
    case 'change':
      return phrase(language, 'changed', number, linesInWords(order), total);
    case 'cancel':
      return phrase(language, 'isCancelled', number);
  }
}

/** The status of an order, and the possible actions. */
export function statusInWords(order: OwnOrder, language: Language): string {
  const total = moneyInWords(order.total, order.currency, language);
  const status = phrase(language, order.status);
  const [still] = [
    ...(order.can_change && order.can_cancel ? (['canBoth'] as const) : []),
    ...(order.can_change ? (['canChange'] as const) : []),
    ...(order.can_cancel ? (['canCancel'] as const) : []),
  ];
  return [
    phrase(language, 'statusOf', String(order.number), status, linesInWords(order), total),
    ...(still === undefined ? [] : [phrase(language, still)]),
  ].join(' ');
}

/** The status of a help request, and the staff's answer. */
export const helpInWords = ({ kind, status, answer }: HelpRequest, language: Language): string =>
  phrase(
    language,
    'helpState',
    phrase(language, `help_${kind}`),
    `${phrase(language, `help_${status}`)}${answer === null ? '' : `. “${answer}”`}`,
  );

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
      return done(outcome.action, outcome.order, language);
    case 'orders':
      return outcome.orders.map((order) => statusInWords(order, language)).join('\n') || phrase(language, 'noOrder');
    case 'help':
      return phrase(language, 'helpAsked', phrase(language, `help_${outcome.request.kind}`));
    case 'knowledge':
      return outcome.hits.map(({ title }) => title).join('\n') || phrase(language, 'notWritten');
    case 'denied':
      return phrase(language, 'denied');
    case 'failure':
      return outcome.quote === undefined
        ? failureInWords(outcome, language)
        : [
            outcome.code === 'quote_expired'
              ? phrase(language, 'newPrice')
              : phrase(language, 'newOffer', outcome.message),
            quoteSummary(outcome.quote, language),
            phrase(language, 'orderAgain'),
          ].join('\n');
  }
}

/** Codes of a failure whose message tells the person what to do. */
const REFUSED = /^(?:illegal_transition|precondition_failed|invalid_request|forbidden|not_found|conflict)$/u;
const FAILURES: readonly Phrase[] = [
  ...(['insufficient_stock', 'quote_changed', 'quote_expired', 'invalid_promotion', 'unavailable_product'] as const),
];

/** A tool's failure in plain words. */
export function failureInWords({ code, message }: { code: string; message: string }, language: Language): string {
  const known = FAILURES.find((each) => each === code) ?? (REFUSED.test(code) ? 'refused' : 'failed');
  return phrase(language, known, message);
}
