import { type ModelMessage, tool } from 'ai';
import { ApplyPromosOutput, ConfirmInput } from '../../../contracts/chat-tool.ts';
import { placeOrder } from '../../domain/orders/place-order.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { runTool, type ToolSession } from './run-tool.ts';

/**
 * Places exactly the quote that the person approved, once. The call waits for an approval that the server itself
 * asked for, and takes only a quote that this conversation has shown.
 */
export function confirm(session: ToolSession) {
  return tool({
    description:
      'Place the order for a quote that this conversation has shown. The person is asked to approve first; do not ask ' +
      'for approval in words.',
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

/** Whether a result of `apply_promos` in these messages carries the quote. */
export function hasShownQuote(messages: readonly ModelMessage[], quoteId: string): boolean {
  return messages.some(
    (message) =>
      message.role === 'tool' &&
      message.content.some((part) => {
        if (part.type !== 'tool-result' || part.toolName !== 'apply_promos' || part.output.type !== 'json')
          return false;
        const result = ApplyPromosOutput.safeParse(part.output.value);
        return result.success && result.data.quote.id === quoteId;
      }),
  );
}
