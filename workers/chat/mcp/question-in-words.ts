import type { ConfirmInput } from '../../../contracts/chat-tool.ts';
import { formatMoney } from '../../../contracts/money.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Quote, QuoteWarning } from '../../../contracts/quote.ts';
import { oneLine } from '../../../contracts/text.ts';
import type { Ctx } from '../../domain/context.ts';
import { getOrder } from '../../domain/orders/get-order.ts';
import { requireOwnOrder } from '../../domain/orders/list-own-orders.ts';
import { getQuote } from '../../domain/quotes/get-quote.ts';

/** Longer than any name; notes and addresses may fill it. */
const MAX_NAME_CHARACTERS = 120;
const MAX_WORDS_CHARACTERS = 500;
const MAX_OPTIONS = 20;

const VERDICTS: Readonly<Record<QuoteWarning['verdict'], string>> = {
  contains: 'contains',
  may_contain: 'may contain',
  not_declared: 'is not declared, and may contain',
  does_not_fit: 'is not declared as',
};

/**
 * The question to the person before a call of `confirm` runs. Lines and total come from the database; of the model's
 * words it quotes only those that the shop would get (table, address, note, reason).
 * @throws {ProblemError} when the quote or the order does not exist or is another's.
 */
export async function questionInWords(ctx: Ctx, input: ConfirmInput): Promise<string> {
  const order = input.order_id === undefined ? undefined : await ownOrder(ctx, input.order_id);
  const quote = input.action === 'cancel' ? undefined : await getQuote({ ctx, input: { id: input.quote_id ?? '' } });
  return wordQuestion(input, { order, quote });
}

/**
 * Builds the question. The author of a name, note or address cannot forge a line: each value is quoted on one line,
 * stripped of quotes, and truncated. Older stored values may still have line breaks, which are removed here.
 */
export function wordQuestion(
  { action, fulfilment, note, reason }: Pick<ConfirmInput, 'action' | 'fulfilment' | 'note' | 'reason'>,
  { order, quote }: { order: Order | undefined; quote: Quote | undefined },
): string {
  if (quote === undefined || action === 'cancel') {
    const what =
      order === undefined ? 'the order' : `order number ${order.number} of ${formatMoney(order.total, order.currency)}`;
    return [`Cancel ${what}?`, ...labelled('Reason', reason)].join('\n');
  }
  return [
    order === undefined ? 'Order:' : `Change order number ${order.number} to:`,
    ...quote.items.map(({ quantity, name, options }) =>
      [`${quantity} × ${quoted(name, MAX_NAME_CHARACTERS)}`, ...optionsOf(options)].join(', '),
    ),
    `Total: ${formatMoney(quote.total, quote.currency)}`,
    ...quote.warnings.map(
      ({ name, code, verdict }) =>
        `Warning: ${quoted(name, MAX_NAME_CHARACTERS)} ${VERDICTS[verdict]} ${code.replaceAll('_', ' ')}`,
    ),
    ...labelled('Table', fulfilment?.table),
    ...labelled('To', fulfilment?.address),
    ...labelled('Note', note),
  ].join('\n');
}

function optionsOf(options: ReadonlyArray<{ name: string }>): string[] {
  const shown = options.slice(0, MAX_OPTIONS).map(({ name }) => quoted(name, MAX_NAME_CHARACTERS));
  return options.length > MAX_OPTIONS ? [...shown, `${options.length - MAX_OPTIONS} more options`] : shown;
}

const labelled = (label: string, words: string | undefined): string[] =>
  words === undefined ? [] : [`${label}: ${quoted(words, MAX_WORDS_CHARACTERS)}`];

function quoted(text: string, max: number): string {
  const plain = oneLine(text.toWellFormed()).replace(/[“”„‟"«»]/g, "'");
  return `“${plain.length <= max ? plain : `${plain.slice(0, max).toWellFormed()}…`}”`;
}

async function ownOrder(ctx: Ctx, id: string): Promise<Order> {
  await requireOwnOrder(ctx, id);
  return await getOrder({ ctx, input: { id } });
}
