import { and, eq, isNull } from 'drizzle-orm';
import { refreshTokens, users } from '../../../schema/tables/tenants.ts';
import { recordSession } from '../audit/record-session.ts';
import type { Services } from '../context.ts';
import { parseRefreshToken } from './refresh-token.ts';

/** Revokes the token's family. One that is unknown or revoked already is no error: the caller is logged out. */
export async function logOut({
  services,
  input,
}: {
  services: Services;
  input: { refresh_token: string };
}): Promise<void> {
  const { tenantId, tokenHash } = await parseRefreshToken(input.refresh_token);
  await services.db.transaction({ tenantId }, async (tx) => {
    const [held] = await tx
      .select({ familyId: refreshTokens.familyId, userId: refreshTokens.userId, roles: users.roles })
      .from(refreshTokens)
      .innerJoin(users, and(eq(users.tenantId, tenantId), eq(users.id, refreshTokens.userId)))
      .where(and(eq(refreshTokens.tenantId, tenantId), eq(refreshTokens.tokenHash, tokenHash)));
    if (held === undefined) return;
    const { familyId, userId, roles } = held;
    const revoked = await tx
      .update(refreshTokens)
      .set({ revokedAt: services.clock.now() })
      .where(
        and(
          eq(refreshTokens.tenantId, tenantId),
          eq(refreshTokens.familyId, familyId),
          isNull(refreshTokens.revokedAt),
        ),
      )
      .returning({ id: refreshTokens.id });
    if (revoked.length === 0) return;
    await recordSession(services, tx, { tenantId, userId, roles }, { action: 'session.closed', familyId });
  });
}
