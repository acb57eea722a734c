import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AuditAction, AuditedType } from '../../contracts/audit.ts';
import { instant, tenantId } from './columns.ts';

export const auditLog = pgTable('audit_log', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  actorId: uuid('actor_id').notNull(),
  actorRoles: text('actor_roles').array().notNull(),
  action: text('action').$type<AuditAction>().notNull(),
  resourceType: text('resource_type').$type<AuditedType>().notNull(),
  resourceId: text('resource_id').notNull(),
  details: jsonb('details').$type<Record<string, unknown>>().notNull(),
  requestId: text('request_id').notNull(),
  traceparent: text('traceparent').notNull(),
  createdAt: instant('created_at').notNull(),
});
