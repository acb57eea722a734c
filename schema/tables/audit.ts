import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, tenantId } from './columns.ts';

export const auditLog = pgTable('audit_log', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  actorId: uuid('actor_id').notNull(),
  actorRoles: text('actor_roles').array().notNull(),
  /** `resource.verb`, such as `order.cancelled`. */
  action: text('action').notNull(),
  resourceType: text('resource_type').notNull(),
  resourceId: text('resource_id').notNull(),
  details: jsonb('details').$type<Record<string, unknown>>().notNull(),
  requestId: text('request_id').notNull(),
  traceparent: text('traceparent').notNull(),
  createdAt: instant('created_at').notNull(),
});
