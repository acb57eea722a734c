import type { CreatePromotion } from '../../../contracts/promotion.ts';
import { isUniqueViolation } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';

/** The columns that a complete, valid promotion fills. */
export function promotionColumns(input: CreatePromotion) {
  return {
    code: input.code,
    name: input.name,
    kind: input.kind,
    value: input.value,
    buyQuantity: input.buy_quantity,
    getQuantity: input.get_quantity,
    maxSets: input.max_sets,
    currency: input.currency,
    minimumSubtotal: input.minimum_subtotal,
    maxDiscount: input.max_discount,
    usageLimit: input.usage_limit,
    perCustomerLimit: input.per_customer_limit,
    guestsAllowed: input.guests_allowed,
    eligibleSkus: input.eligible_skus,
    eligibleCategories: input.eligible_categories,
    stacking: input.stacking,
    priority: input.priority,
    startsAt: toDate(input.starts_at),
    endsAt: toDate(input.ends_at),
    isActive: input.is_active,
  };
}

const toDate = (timestamp: string | null): Date | null => (timestamp === null ? null : new Date(timestamp));

/** Maps a code that another live promotion has to `already_exists`, and returns other errors unchanged. */
export function codeTaken(error: unknown, code: string | null | undefined): unknown {
  if (!isUniqueViolation(error, 'idx_promotions_tenant_code')) return error;
  return new ProblemError('already_exists', `A promotion with the code ${code} already exists. Choose another code.`, {
    errors: [{ path: 'code', message: 'is taken' }],
  });
}
