import type { AuditAction, AuditDetail, AuditedType } from '../../../contracts/audit.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { newId } from '../../platform/ids.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

export type AuditDetails = Partial<Record<AuditDetail, unknown>>;

export interface AuditEntry<Details extends AuditDetails = AuditDetails> {
  action: AuditAction;
  resourceType: AuditedType;
  resourceId: string;
  /** The change, in API names that the contract lists. Never a secret, and never text that a person wrote. */
  details?: Details & Record<Exclude<keyof Details, AuditDetail>, never>;
}

/** The row of an entry, for a statement that writes it with other rows. */
export function auditRow<Details extends AuditDetails>(
  ctx: Pick<Ctx, 'principal' | 'trace' | 'clock'>,
  { details, ...entry }: AuditEntry<Details>,
) {
  const { tenantId, userId, roles } = ctx.principal;
  return {
    id: newId(),
    tenantId,
    actorId: userId,
    actorRoles: roles,
    ...entry,
    details: { ...details },
    requestId: ctx.trace.requestId,
    traceparent: ctx.trace.traceparent,
    createdAt: ctx.clock.now(),
  };
}

/** Writes who did what beside the rows that it changed. The database refuses to change or delete it afterwards. */
export function recordAudit<Details extends AuditDetails>(
  ctx: Ctx,
  unit: UnitOfWork,
  entry: AuditEntry<Details>,
): void {
  unit.send(() => unit.tx.insert(auditLog).values(auditRow(ctx, entry)));
}
