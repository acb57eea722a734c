import { ROLES } from '../../../contracts/identity.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import type { Tx } from '../../platform/database.ts';
import type { Services } from '../context.ts';
import { auditRow } from './record-audit.ts';

/** A session is a family of refresh tokens: all that came from one login. */
export type SessionAction = 'session.opened' | 'session.refreshed' | 'session.closed' | 'session.revoked';

/** Writes what happened to an account's session beside the tokens that it changed. */
export async function recordSession(
  services: Services,
  tx: Tx,
  user: { tenantId: string; userId: string; roles: readonly string[] },
  { action, familyId }: { action: SessionAction; familyId: string },
): Promise<void> {
  const roles = ROLES.filter((role) => user.roles.includes(role));
  const principal = { tenantId: user.tenantId, userId: user.userId, roles, expiresAt: 0 };
  const entry = { action, resourceType: 'session', resourceId: familyId };
  await tx.insert(auditLog).values(auditRow({ ...services, principal }, entry));
}
