import { isRestricted, type Restrictions } from '../../../contracts/chat-restrictions.ts';
import type { ConfirmInput } from '../../../contracts/chat-tool.ts';
import type { Order } from '../../../contracts/order.ts';
import type { Ctx } from '../../domain/context.ts';
import { cancelOrder } from '../../domain/orders/cancel-order.ts';
import { changeOrder } from '../../domain/orders/change-order.ts';
import { getOrder } from '../../domain/orders/get-order.ts';
import { requireOwnOrder } from '../../domain/orders/list-own-orders.ts';
import { placeOrder } from '../../domain/orders/place-order.ts';
import { getQuote } from '../../domain/quotes/get-quote.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { defineTool, type ToolCall } from './agent-tool.ts';
import { isCheckedFor } from './mind-restrictions.ts';

/**
 * Does exactly what the person approved, once: places a quote, changes an own order by a quote that was made for it,
 * or cancels an own order as it was seen. Run again, by a retried turn or after a crash, it does nothing and reports
 * the same order. What can no longer be kept is answered with a new quote, whose confirmation is another call with an
 * approval of its own.
 */
export const confirm = defineTool('confirm', async ({ ctx, restrictions }, input, call) => {
  await requireChecked(ctx, input, restrictions);
  return { action: input.action, order: await doApproved(ctx, input, call) };
});

async function doApproved(ctx: Ctx, input: ConfirmInput, call: ToolCall): Promise<Order> {
  if (input.action === 'cancel') {
    const { order_version: version, reason = null } = input;
    return await cancelAsSeen(ctx, { id: given(input.order_id), version: given(version), reason });
  }
  const quote_id = given(input.quote_id);
  if (!call.hasShownQuote(quote_id)) {
    throw new ProblemError('not_found', 'This conversation has not shown this quote. Call apply_promos first.');
  }
  if (input.action === 'change') {
    const id = given(input.order_id);
    await requireOwnOrder(ctx, id);
    const { fulfilment, note } = input;
    return await changeOrder({ ctx, input: { id, quote_id, fulfilment, note } });
  }
  const { fulfilment = { type: 'pickup' as const }, note = null } = input;
  return await placeOrder({
    ctx,
    // The claim makes the database itself refuse a second order of one quote, should the quote's lock ever fail.
    input: { quote_id, promo_codes: [], fulfilment, note, idempotencyClaim: `quote:${quote_id}` },
  });
}

/** A quote older than the person's restrictions lacks their warnings. It is renewed, and must then be approved. */
async function requireChecked(ctx: Ctx, input: ConfirmInput, restrictions: Restrictions): Promise<void> {
  if (input.action === 'cancel' || input.quote_id === undefined || !isRestricted(restrictions)) return;
  const quote = await getQuote({ ctx, input: { id: input.quote_id } });
  if (quote.order_id !== null || isCheckedFor(quote, restrictions)) return;
  throw new ProblemError(
    'quote_changed',
    'The person has said what they must not get since this quote was made. Call apply_promos again, tell its warnings, and confirm that quote.',
  );
}

/**
 * Cancels the order if it is unchanged since the person saw it. An order that this approval has already cancelled is
 * returned.
 */
async function cancelAsSeen(
  ctx: Ctx,
  { id, version, reason }: { id: string; version: number; reason: string | null },
): Promise<Order> {
  await requireOwnOrder(ctx, id);
  try {
    return await cancelOrder({ ctx, input: { id, reason, ifVersion: [version] } });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'precondition_failed') throw error;
    const order = await getOrder({ ctx, input: { id } });
    if (order.status === 'cancelled' && order.version === version + 1) return order;
    throw error;
  }
}

/** The schema has refused what an action cannot do without. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new ProblemError('invalid_request', 'A required field is missing.');
  return value;
}
