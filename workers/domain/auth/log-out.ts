import { and, eq } from 'drizzle-orm';
import { ROLES } from '../../../contracts/identity.ts';
import { refreshTokens, users } from '../../../schema/tables/tenants.ts';
import { type Ctx, inTransaction, type Services } from '../context.ts';
import { systemContext } from '../system-context.ts';
import { endSessions } from './end-sessions.ts';
import { parseRefreshToken } from './refresh-token.ts';

/**
 * Ends the session of a refresh token. An unknown or ended session is not an error, because the caller is logged out.
 */
export async function logOut({
  services,
  input,
}: {
  services: Services;
  input: { refresh_token: string };
}): Promise<void> {
  const { tenantId, tokenHash } = await parseRefreshToken(input.refresh_token);
  const system = systemContext(services, tenantId);
  await inTransaction(system, async (unit) => {
    const [held] = await unit.tx
      .select({ familyId: refreshTokens.familyId, userId: refreshTokens.userId, roles: users.roles })
      .from(refreshTokens)
      .innerJoin(users, and(eq(users.tenantId, tenantId), eq(users.id, refreshTokens.userId)))
      .where(and(eq(refreshTokens.tenantId, tenantId), eq(refreshTokens.tokenHash, tokenHash)));
    if (held === undefined) return;
    const { familyId, ...user } = held;
    await endSessions(onBehalfOf(system, user), unit, { sessionIds: [familyId], reason: 'logged_out' });
  });
}

/** The same context with the account as the actor, so that the audit log names it. */
export function onBehalfOf(system: Ctx, { userId, roles }: { userId: string; roles: readonly string[] }): Ctx {
  const known = ROLES.filter((role) => roles.includes(role));
  return { ...system, principal: { ...system.principal, userId, roles: known } };
}
