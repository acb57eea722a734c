import { requireOwnOrder } from '../../domain/orders/list-own-orders.ts';
import { createQuote } from '../../domain/quotes/create-quote.ts';
import { defineTool } from './agent-tool.ts';
import { warnedOf, withRestrictions } from './mind-restrictions.ts';

/** Prices a basket on the server, with the promotions that need no code and the codes given. */
export const applyPromos = defineTool('apply_promos', async ({ ctx, restrictions }, input) => {
  if (input.replaces_order_id !== undefined) await requireOwnOrder(ctx, input.replaces_order_id);
  return { quote: await createQuote({ ctx, input: withRestrictions(input, warnedOf(restrictions)) }) };
});
