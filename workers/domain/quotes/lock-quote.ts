import { and, eq } from 'drizzle-orm';
import { quotes } from '../../../schema/tables/orders.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { requireRow } from '../require-row.ts';
import type { QuoteRow } from './quote-view.ts';
import { quoteLapsed } from './renew-quote.ts';

/**
 * The principal's own quote, locked until the transaction ends, so that it becomes one order at most. One that
 * became an order already is returned whatever its age.
 * @throws {ProblemError} `not_found`, or `quote_expired` with a new quote.
 */
export async function lockQuote(ctx: Ctx, unit: UnitOfWork, id: string): Promise<QuoteRow> {
  const [quote] = await unit.tx
    .select()
    .from(quotes)
    .where(and(eq(quotes.tenantId, unit.tenantId), eq(quotes.id, id), eq(quotes.userId, ctx.principal.userId)))
    .for('update');
  requireRow(quote, 'quote');
  if (quote.orderId === null && quote.expiresAt <= ctx.clock.now()) {
    throw quoteLapsed('quote_expired', `The quote expired at ${quote.expiresAt.toISOString()}.`, quote);
  }
  return quote;
}
