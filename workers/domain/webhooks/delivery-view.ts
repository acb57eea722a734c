import type { WebhookAttempt, WebhookDelivery } from '../../../contracts/webhook.ts';
import type { webhookAttempts, webhookDeliveries } from '../../../schema/tables/webhooks.ts';

export type DeliveryRow = typeof webhookDeliveries.$inferSelect;

/** A delivery for those who manage webhooks. */
export function deliveryView(row: Omit<DeliveryRow, 'body'>): WebhookDelivery {
  return {
    id: row.id,
    endpoint_id: row.endpointId,
    event_id: row.eventId,
    event_type: row.eventType,
    subject: row.subject,
    status: row.status,
    attempts: row.attempts,
    next_attempt_at: row.nextAttemptAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    completed_at: row.completedAt?.toISOString() ?? null,
  };
}

export function attemptView(row: typeof webhookAttempts.$inferSelect): WebhookAttempt {
  return {
    id: row.id,
    outcome: row.outcome,
    url: row.url,
    request_headers: row.requestHeaders,
    response_status: row.responseStatus,
    response_headers: row.responseHeaders,
    response_body: row.responseBody,
    error: row.error,
    duration_ms: row.durationMs,
    started_at: row.startedAt.toISOString(),
  };
}
