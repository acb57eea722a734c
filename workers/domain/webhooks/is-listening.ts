import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';

/** The condition on the tenant's endpoints that get events. */
export const isListening = (tenantId: string): SQL | undefined =>
  and(eq(webhookEndpoints.tenantId, tenantId), isNull(webhookEndpoints.disabledAt), isNull(webhookEndpoints.deletedAt));
