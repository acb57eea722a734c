import { and, eq } from 'drizzle-orm';
import type { AuditEntry, ReadAuditLogQuery } from '../../../contracts/audit.ts';
import type { Page } from '../../../contracts/page.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';

/** A page of the tenant's audit log, newest first: all of it, or what was done to a kind of resource or to one. */
export async function readAuditLog({ ctx, input }: { ctx: Ctx; input: ReadAuditLogQuery }): Promise<Page<AuditEntry>> {
  authorise(ctx, 'audit:read');
  const { tenantId } = ctx.principal;
  const { resource_type: type, resource_id: id } = input;
  const newest = newestFirst(input, auditLog.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(auditLog)
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
    actor_roles: row.actorRoles,
    action: row.action,
    resource_type: row.resourceType,
    resource_id: row.resourceId,
    details: row.details,
    request_id: row.requestId,
    created_at: row.createdAt.toISOString(),
  }));
}
