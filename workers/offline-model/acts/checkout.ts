import { fold } from '../../../contracts/fold.ts';
import type { LineRequest, Quote } from '../../../contracts/quote.ts';
import { type BasketLine, type Memory, openQuote } from '../memory.ts';
import { moneyInWords, phrase } from '../phrases.ts';
import { promoCodes } from '../promo-codes.ts';
import { putIn } from '../put-in.ts';
import { linesInWords, listOf, outcomeInWords, quoteSummary, warningInWords } from '../replies.ts';
import { said } from '../said.ts';
import { type Act, call, say } from '../steps.ts';

const ANYWAY = said(
  'anyway|all the same|trotzdem|quand meme|comunque|lo stesso|de todos modos|igualmente|toch|mesmo assim|phir bhi',
  'それでも',
);

/** Prices the basket and shows the quote. @param before What to say when it worked. */
export function* priceBasket(memory: Memory, before: (quote: Quote) => string = () => ''): Act {
  const quote = yield* quoteBasket(memory, memory.basket, memory.codes);
  if (quote === undefined) return;
  const { language } = memory;
  const how = phrase(language, quote.replaces === null ? 'sayOrder' : 'sayChange');
  yield* say(`${before(quote)}${quoteSummary(quote, language)}\n${how}`);
}

/** The discount on the basket, without a code or with those of the text. */
export function* discount(memory: Memory, text: string): Act {
  const codes = promoCodes(text);
  if (codes.length > 0) memory.codes = codes;
  if (memory.basket.length === 0) return yield* say(phrase(memory.language, 'discountWhat'));
  yield* priceBasket(
    memory,
    (quote) => `${phrase(memory.language, quote.discount_total > 0 ? 'discountFound' : 'discountNone')}\n`,
  );
}

/** Asks for approval of the newest quote, pricing anew where there is none that holds. */
export function* order(memory: Memory, text: string): Act {
  if (memory.isDeliveryWanted) {
    memory.isAddressAsked = true;
    return yield* say(phrase(memory.language, 'whereTo'));
  }
  if (memory.basket.length === 0 && openQuote(memory) === undefined) {
    const [only, ...others] = memory.focus === 'list' ? memory.lastHits : [];
    if (only === undefined) return yield* say(phrase(memory.language, 'emptyBasket'));
    if (others.length > 0)
      return yield* say(`${phrase(memory.language, 'whichShall')}\n${listOf(memory.lastHits, memory.language)}`);
    putIn(memory, { hit: only, quantity: 1, text: '' });
    if (memory.questions.length > 0) return;
  }
  const quote = openQuote(memory) ?? (yield* quoteBasket(memory, memory.basket, memory.codes));
  if (quote === undefined) return;
  // A dish that the person must not have is ordered only on their explicit word.
  const refused = quote.warnings.filter(({ code }) => memory.refused.has(code));
  if (refused.length > 0 && !ANYWAY.test(fold(text))) {
    const warnings = refused.map((warning) => warningInWords(warning, memory.language)).join('\n');
    return yield* say(`${warnings}\n${phrase(memory.language, 'stillRefused')}`);
  }
  const { fulfilment, note, language } = memory;
  const total = moneyInWords(quote.total, quote.currency, language);
  yield* say(
    phrase(language, 'approve', [linesInWords(quote), ...(note === undefined ? [] : [note])].join('; '), total),
  );
  const outcome = yield* call('confirm', {
    ...(quote.replaces === null ? {} : { action: 'change', order_id: quote.replaces.order_id }),
    quote_id: quote.id,
    ...(fulfilment === undefined ? {} : { fulfilment }),
    ...(note === undefined ? {} : { note }),
  });
  // Something was refused since it was priced: the same lines are priced and shown once more.
  if (
    outcome.kind === 'failure' &&
    outcome.code === 'quote_changed' &&
    outcome.quote === undefined &&
    memory.basket.length > 0
  )
    return yield* priceBasket(memory);
  yield* say(outcomeInWords(outcome, memory.language));
}

/** A quote of the lines; says why when there is none. */
function* quoteBasket(memory: Memory, lines: readonly BasketLine[], codes: readonly string[]): Act<Quote | undefined> {
  const items: LineRequest[] = lines.map(({ productId, quantity, options }) => ({
    product_id: productId,
    quantity,
    options,
  }));
  const { changing } = memory;
  const outcome = yield* call('apply_promos', {
    items,
    promo_codes: [...codes],
    ...(changing === undefined ? {} : { replaces_order_id: changing.id }),
  });
  memory.focus = 'basket';
  memory.isTouched = false;
  if (outcome.kind === 'quote') return outcome.quote;
  yield* say(outcomeInWords(outcome, memory.language));
  return undefined;
}
