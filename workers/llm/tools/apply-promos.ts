import { tool } from 'ai';
import { ApplyPromosInput } from '../../../contracts/chat-tool.ts';
import { createQuote } from '../../domain/quotes/create-quote.ts';
import { runTool, type ToolSession } from './run-tool.ts';

/** Prices a basket on the server, with the codes given or else the best promotion that applies. */
export function applyPromos(session: ToolSession) {
  return tool({
    description:
      'Price a basket and apply promotions. Returns a quote: the only source of totals and discounts, valid until ' +
      'expires_at. Leave promo_codes empty to get the best promotion. Call it again whenever the basket changes.',
    inputSchema: ApplyPromosInput,
    execute: (input, { toolCallId }) =>
      runTool(session, { tool: 'apply_promos', toolCallId }, async () => ({
        quote: await createQuote({ ctx: session.ctx, input: { ...input, findBest: input.promo_codes.length === 0 } }),
      })),
  });
}
