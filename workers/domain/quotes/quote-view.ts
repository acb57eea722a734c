import type { Quote } from '../../../contracts/quote.ts';
import type { quotes } from '../../../schema/tables/orders.ts';

export type QuoteRow = typeof quotes.$inferSelect;

/** A row as clients see it. */
export function quoteView(row: QuoteRow): Quote {
  return {
    id: row.id,
    ...row.pricing,
    ...row.refusals,
    warnings: row.warnings,
    expires_at: row.expiresAt.toISOString(),
    order_id: row.orderId,
    replaces:
      row.replacesOrderId === null || row.replacesVersion === null
        ? null
        : { order_id: row.replacesOrderId, version: row.replacesVersion },
    created_at: row.createdAt.toISOString(),
  };
}
