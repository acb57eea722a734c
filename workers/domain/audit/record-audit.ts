import type { AuditAction, AuditedType } from '../../../contracts/audit.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

export interface AuditEntry {
  action: AuditAction;
  resourceType: AuditedType;
  resourceId: string;
  /** The changed fields, by their API names. Never a secret or a person's words. */
  details?: Record<string, unknown>;
}

/** The row of an entry, for a statement that writes it with other rows. */
export function auditRow(ctx: Pick<Ctx, 'principal' | 'trace' | 'clock'>, { details = {}, ...entry }: AuditEntry) {
  const { tenantId, userId, roles } = ctx.principal;
  return {
    id: newId(),
    tenantId,
    actorId: userId,
    actorRoles: roles,
    ...entry,
    details,
    requestId: ctx.trace.requestId,
    traceparent: ctx.trace.traceparent,
    createdAt: ctx.clock.now(),
  };
}

/** Writes who did what beside the rows that it changed. The database refuses to change or delete it afterwards. */
export function recordAudit(ctx: Ctx, unit: UnitOfWork, entry: AuditEntry): void {
  unit.send(() => unit.tx.insert(auditLog).values(auditRow(ctx, entry)));
}
