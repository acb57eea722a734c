import type { Promotion } from '../../../contracts/promotion.ts';
import type { promotions } from '../../../schema/tables/catalog.ts';

export type PromotionRow = typeof promotions.$inferSelect;

/** A row as clients see it. */
export function promotionView(row: PromotionRow): Promotion {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    kind: row.kind,
    value: row.value,
    currency: row.currency,
    minimum_subtotal: row.minimumSubtotal,
    max_discount: row.maxDiscount,
    usage_limit: row.usageLimit,
    times_used: row.timesUsed,
    starts_at: row.startsAt?.toISOString() ?? null,
    ends_at: row.endsAt?.toISOString() ?? null,
    is_active: row.isActive,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
