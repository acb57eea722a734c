import { eq, sql } from 'drizzle-orm';
import type { DisabledReason } from '../../../contracts/webhook.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { appendEvent } from '../outbox/append-event.ts';
import type { EndpointRow } from './endpoint-view.ts';

type SystemReason = Exclude<DisabledReason, 'manual'>;

const WHY: Readonly<Record<SystemReason, string>> = {
  failing: 'Every attempt of the last five days failed. Set is_active to true to enable it again.',
  gone: 'It answered 410 Gone. Set is_active to true to enable it again.',
  permission_lost:
    'The account or API key that authorised it no longer exists or no longer has permission to read its events. Set is_active to true to authorise it yourself.',
  secret_unreadable: 'The key that encrypted its secret is missing. Rotate the secret to enable it again.',
};

/**
 * Disables an endpoint and notifies the staff. Pending deliveries wait until it is enabled again. The endpoint must be
 * locked and active.
 */
export function disableEndpoint(ctx: Ctx, unit: UnitOfWork, endpoint: EndpointRow, reason: SystemReason): void {
  const now = ctx.clock.now();
  const change = {
    disabledAt: now,
    disabledReason: reason,
    version: sql`${webhookEndpoints.version} + 1`,
    updatedAt: now,
  };
  unit.send(() => unit.tx.update(webhookEndpoints).set(change).where(eq(webhookEndpoints.id, endpoint.id)));
  const resource = { resourceType: 'webhook_endpoint', resourceId: endpoint.id } as const;
  recordAudit(ctx, unit, { action: 'webhook_endpoint.disabled', ...resource, details: { reason } });
  appendEvent(ctx, unit, {
    type: 'notification',
    aggregateId: endpoint.id,
    data: {
      kind: 'webhook_endpoint_disabled',
      title: 'A webhook endpoint was disabled',
      body: `Events are no longer sent to ${endpoint.url}. ${WHY[reason]}`,
      resource_type: 'webhook_endpoint',
      resource_id: endpoint.id,
    },
  });
  ctx.log.warn('webhook_endpoint_disabled', { tenant_id: unit.tenantId, endpoint_id: endpoint.id, reason });
}
