import type { HelpRequest } from '../../../contracts/help-request.ts';
import type { helpRequests } from '../../../schema/tables/help-requests.ts';

export type HelpRequestRow = typeof helpRequests.$inferSelect;

/** A row as its person and the staff see it. */
export function helpRequestView(row: HelpRequestRow): HelpRequest {
  return {
    id: row.id,
    user_id: row.userId,
    kind: row.kind,
    reason: row.reason,
    order: row.orderId === null || row.orderNumber === null ? null : { id: row.orderId, number: row.orderNumber },
    items: row.items,
    conversation_id: row.conversationId,
    status: row.status,
    answer: row.answer,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
