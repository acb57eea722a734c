import { and, eq, type SQL, sql } from 'drizzle-orm';
import { quotes } from '../../../schema/tables/orders.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { requireRow } from '../require-row.ts';
import type { QuoteRow } from './quote-view.ts';
import { quoteLapsed } from './renew-quote.ts';

/** The ids in the lines or promotions of a quote, for statements that are sent along with the one that locks it. */
export const idsInQuote = (
  { tenantId }: UnitOfWork,
  { id, of }: { id: string; of: 'products' | 'promotions' },
): SQL => sql`ARRAY(
  SELECT (part ->> ${sql.raw(of === 'products' ? "'product_id'" : "'promotion_id'")})::uuid
  FROM ${quotes} AS q, jsonb_array_elements(q.pricing -> ${sql.raw(of === 'products' ? "'items'" : "'promotions'")}) AS part
  WHERE q.tenant_id = ${tenantId} AND q.id = ${id})`;

/** Returns whether a quote has not become an order. */
export const isUnused = ({ tenantId }: UnitOfWork, id: string): SQL =>
  sql`EXISTS (SELECT FROM ${quotes} AS q WHERE q.tenant_id = ${tenantId} AND q.id = ${id} AND q.order_id IS NULL)`;

/**
 * Sends a statement that locks the principal's own quote until the transaction ends, so that it becomes one order at
 * most. A quote that became an order already is returned whatever its age.
 * @throws {ProblemError} `not_found`, or `quote_expired` with a new quote.
 */
export async function lockQuote(ctx: Ctx, unit: UnitOfWork, id: string): Promise<QuoteRow> {
  const [quote] = await unit.tx
    .select()
    .from(quotes)
    .where(and(eq(quotes.tenantId, unit.tenantId), eq(quotes.id, id), eq(quotes.userId, ctx.principal.userId)))
    .for('update')
    .execute();
  requireRow(quote, 'quote');
  if (quote.orderId === null && quote.expiresAt <= ctx.clock.now()) {
    throw quoteLapsed('quote_expired', `The quote expired at ${quote.expiresAt.toISOString()}.`, quote);
  }
  return quote;
}
