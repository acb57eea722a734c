import { type ModelMessage, tool } from 'ai';
import { ApplyPromosOutput, ConfirmInput, ToolFailure } from '../../../contracts/chat-tool.ts';
import { placeOrder } from '../../domain/orders/place-order.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { runTool, type ToolSession } from './run-tool.ts';

/**
 * Places exactly the quote that the person approved, once. The call waits for an approval that the server itself
 * asked for, and takes only a quote that this conversation has shown. A quote that cannot be kept is answered with a
 * new one, whose confirmation is another call with an approval of its own.
 */
export function confirm(session: ToolSession) {
  return tool({
    description:
      'Place the order for a quote that this conversation has shown. The person is asked to approve first; do not ask ' +
      'for approval in words. When it answers quote_expired or quote_changed with a new quote, show that and confirm it only when the person still wants it.',
    inputSchema: ConfirmInput,
    needsApproval: true,
    execute: (input, { toolCallId, messages }) =>
      runTool(session, { tool: 'confirm', toolCallId, orderIdOf: ({ order }) => order.id }, async () => {
        if (!hasShownQuote(messages, input.quote_id)) {
          throw new ProblemError('not_found', 'This conversation has shown no such quote: call apply_promos first.');
        }
        return {
          order: await placeOrder({
            ctx: session.ctx,
            input: { quote_id: input.quote_id, promo_codes: [], fulfilment: { type: 'pickup' }, note: null },
          }),
        };
      }),
  });
}

/** Whether a result of `apply_promos`, or a refusal of `confirm`, in these messages carries the quote. */
export function hasShownQuote(messages: readonly ModelMessage[], quoteId: string): boolean {
  return messages.some(
    (message) =>
      message.role === 'tool' &&
      message.content.some((part) => {
        if (part.type !== 'tool-result' || part.output.type !== 'json') return false;
        const schema = { apply_promos: ApplyPromosOutput, confirm: ToolFailure }[part.toolName];
        const result = schema?.safeParse(part.output.value);
        return result?.success === true && result.data.quote?.id === quoteId;
      }),
  );
}
