import type { ConfirmInput } from '../../../contracts/chat-tool.ts';
import { formatMoney } from '../../../contracts/money.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Ctx } from '../../domain/context.ts';
import { getOrder } from '../../domain/orders/get-order.ts';
import { requireOwnOrder } from '../../domain/orders/list-own-orders.ts';
import { getQuote } from '../../domain/quotes/get-quote.ts';

/**
 * What the person is asked before a call of `confirm` runs: lines and total from the database, and of the model's own
 * words those alone that the shop would get (address, note).
 * @throws {ProblemError} when the quote or the order does not exist or is another's.
 */
export async function questionInWords(ctx: Ctx, input: ConfirmInput): Promise<string> {
  const order = input.order_id === undefined ? undefined : await ownOrder(ctx, input.order_id);
  if (input.action === 'cancel') {
    return order === undefined
      ? 'Cancel the order?'
      : `Cancel order number ${order.number} of ${formatMoney(order.total, order.currency)}?`;
  }
  const quote = await getQuote({ ctx, input: { id: input.quote_id ?? '' } });
  const lines = quote.items.map(({ quantity, name, options }) =>
    [`${quantity} × ${name}`, ...options.map((option) => option.name)].join(', '),
  );
  return [
    order === undefined ? 'Order:' : `Change order number ${order.number} to:`,
    ...lines,
    `Total: ${formatMoney(quote.total, quote.currency)}`,
    ...(input.fulfilment?.address === undefined ? [] : [`To: ${input.fulfilment.address}`]),
    ...(input.note === undefined ? [] : [`Note: ${input.note}`]),
  ].join('\n');
}

async function ownOrder(ctx: Ctx, id: string): Promise<Order> {
  await requireOwnOrder(ctx, id);
  return await getOrder({ ctx, input: { id } });
}
