import { ApplyPromosInput, ApplyPromosOutput } from '../../../contracts/chat-tool.ts';
import { requireOwnOrder } from '../../domain/orders/list-own-orders.ts';
import { createQuote } from '../../domain/quotes/create-quote.ts';
import { defineTool } from './agent-tool.ts';
import { warnedOf, withRestrictions } from './mind-restrictions.ts';

/** Prices a basket on the server, with the codes given or else the best promotion that applies. */
export const applyPromos = defineTool({
  name: 'apply_promos',
  title: 'Price a basket',
  description:
    'Price a basket and apply promotions. Returns a quote: the only source of totals and discounts, valid until ' +
    'expires_at. Leave promo_codes empty to get the best promotion. Call it again whenever the basket changes. To ' +
    'change an order that was placed, name it in replaces_order_id and list all that it shall hold.',
  input: ApplyPromosInput,
  output: ApplyPromosOutput,
  isReadOnly: false,
  needsApproval: false,
  run: async ({ ctx, restrictions }, input) => {
    if (input.replaces_order_id !== undefined) await requireOwnOrder(ctx, input.replaces_order_id);
    const findBest = input.promo_codes.length === 0;
    return {
      quote: await createQuote({ ctx, input: { ...withRestrictions(input, warnedOf(restrictions)), findBest } }),
    };
  },
});
