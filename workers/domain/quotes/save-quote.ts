import { isGuest } from '../../../contracts/identity.ts';
import type { Pricing, Quote } from '../../../contracts/quote.ts';
import { quotes } from '../../../schema/tables/orders.ts';
import { newId } from '../../platform/ids.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import type { OrderRow } from '../orders/order-view.ts';
import { type QuoteRow, quoteView } from './quote-view.ts';

const QUOTE_TTL_SECONDS = 15 * 60;

/** Stores a pricing as a quote of the principal; with `replacing`, only for a change of that order. */
export function saveQuote(
  ctx: Ctx,
  unit: UnitOfWork,
  pricing: Pricing,
  checked: Pick<QuoteRow, 'refusals' | 'warnings'>,
  replacing: OrderRow | undefined,
): Quote {
  const now = ctx.clock.now();
  const row = {
    id: newId(),
    tenantId: unit.tenantId,
    userId: ctx.principal.userId,
    pricing,
    ...checked,
    replacesOrderId: replacing?.id ?? null,
    replacesVersion: replacing?.version ?? null,
    ofGuest: isGuest(ctx.principal),
    orderId: null,
    expiresAt: new Date(now.getTime() + QUOTE_TTL_SECONDS * 1000),
    createdAt: now,
  };
  unit.send(() => unit.tx.insert(quotes).values(row));
  const details = { total: pricing.total, currency: pricing.currency };
  recordAudit(ctx, unit, { action: 'quote.created', resourceType: 'quote', resourceId: row.id, details });
  return quoteView(row);
}
