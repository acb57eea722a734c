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
    buy_quantity: row.buyQuantity,
    get_quantity: row.getQuantity,
    max_sets: row.maxSets,
    currency: row.currency,
    minimum_subtotal: row.minimumSubtotal,
    max_discount: row.maxDiscount,
    usage_limit: row.usageLimit,
    per_customer_limit: row.perCustomerLimit,
    guests_allowed: row.guestsAllowed,
    eligible_skus: row.eligibleSkus,
    eligible_categories: row.eligibleCategories,
    stacking: row.stacking,
    priority: row.priority,
    times_used: row.timesUsed,
    starts_at: row.startsAt?.toISOString() ?? null,
    ends_at: row.endsAt?.toISOString() ?? null,
    is_active: row.isActive,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
