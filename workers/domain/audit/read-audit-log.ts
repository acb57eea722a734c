import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { AuditEntry, AuditedType, ReadAuditLogQuery } from '../../../contracts/audit.ts';
import type { Page } from '../../../contracts/page.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { products, promotions } from '../../../schema/tables/catalog.ts';
import { orders } from '../../../schema/tables/orders.ts';
import { documents } from '../../../schema/tables/search.ts';
import { apiKeys, users } from '../../../schema/tables/tenants.ts';
import { webhookEndpoints } from '../../../schema/tables/webhooks.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';

const personName = sql`coalesce(${users.fullName}, ${users.email})`;

/** The name of the resource, of a type whose ids are those of a table. */
const named = (type: AuditedType, table: { tenantId: PgColumn; id: PgColumn }, name: SQL | PgColumn): SQL =>
  sql`when ${type} then (select ${name}::text from ${table}
    where ${table.tenantId} = ${auditLog.tenantId} and ${table.id} = ${auditLog.resourceId}::uuid)`;

const resourceName = sql<string | null>`case ${auditLog.resourceType}
  ${named('order', orders, orders.number)} ${named('product', products, products.name)}
  ${named('promotion', promotions, promotions.name)} ${named('document', documents, documents.title)}
  ${named('user', users, personName)} ${named('api_key', apiKeys, apiKeys.name)}
  ${named('webhook_endpoint', webhookEndpoints, webhookEndpoints.url)} end`;

/**
 * Returns a page of the tenant's audit log, newest first, optionally of one resource type or one resource. Names are
 * joined at read time, because the log itself stores no text that a person wrote.
 */
export async function readAuditLog({ ctx, input }: { ctx: Ctx; input: ReadAuditLogQuery }): Promise<Page<AuditEntry>> {
  authorise(ctx, 'audit:read');
  const { tenantId } = ctx.principal;
  const { resource_type: type, resource_id: id } = input;
  const newest = newestFirst(input, auditLog.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select({
          ...getTableColumns(auditLog),
          actorName: sql<string | null>`coalesce(${personName}, ${apiKeys.name})`,
          resourceName,
        })
        .from(auditLog)
        .leftJoin(users, and(eq(users.tenantId, auditLog.tenantId), eq(users.id, auditLog.actorId)))
        .leftJoin(apiKeys, and(eq(apiKeys.tenantId, auditLog.tenantId), eq(apiKeys.id, auditLog.actorId)))
        .where(
          and(
            eq(auditLog.tenantId, tenantId),
            type === undefined ? undefined : eq(auditLog.resourceType, type),
            id === undefined ? undefined : eq(auditLog.resourceId, id),
            newest.isBehind,
          ),
        ),
    ),
  );
  return newest.page(rows, (row) => ({
    id: row.id,
    actor_id: row.actorId,
    actor_name: row.actorName,
    actor_roles: row.actorRoles,
    action: row.action,
    resource_type: row.resourceType,
    resource_id: row.resourceId,
    resource_name: row.resourceName,
    details: row.details,
    request_id: row.requestId,
    created_at: row.createdAt.toISOString(),
  }));
}
