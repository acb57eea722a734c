import type { WebhookEndpoint } from '../../../contracts/webhook.ts';
import type { webhookEndpoints } from '../../../schema/tables/webhooks.ts';

export type EndpointRow = typeof webhookEndpoints.$inferSelect;

/** An endpoint for those who manage webhooks, without its secret. */
export function endpointView(row: EndpointRow): WebhookEndpoint {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    event_types: row.eventTypes,
    is_active: row.disabledAt === null,
    disabled_reason: row.disabledReason,
    disabled_at: row.disabledAt?.toISOString() ?? null,
    failing_since: row.failingSince?.toISOString() ?? null,
    previous_secret_expires_at: row.previousSecretExpiresAt?.toISOString() ?? null,
    created_by: row.createdBy,
    authorised_by: row.authorisedBy,
    authorised_by_key: row.authorisedByKey,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
