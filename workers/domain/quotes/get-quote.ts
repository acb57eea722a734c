import { and, eq } from 'drizzle-orm';
import type { Quote } from '../../../contracts/quote.ts';
import { quotes } from '../../../schema/tables/orders.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { quoteView } from './quote-view.ts';

/** A quote of the principal's own. @throws {ProblemError} `not_found`. */
export async function getQuote({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Quote> {
  authorise(ctx, 'quote:create');
  const { tenantId, userId } = ctx.principal;
  const isIt = and(eq(quotes.tenantId, tenantId), eq(quotes.id, input.id), eq(quotes.userId, userId));
  const [row] = await read(ctx, ({ tx }) => tx.select().from(quotes).where(isIt));
  requireRow(row, 'quote');
  return quoteView(row);
}
