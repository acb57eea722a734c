import { and, eq, isNull } from 'drizzle-orm';
import type { Session } from '../../../contracts/identity.ts';
import { refreshTokens, users } from '../../../schema/tables/tenants.ts';
import { recordSession } from '../audit/record-session.ts';
import type { Services } from '../context.ts';
import { openSession } from './open-session.ts';
import { invalidRefreshToken, parseRefreshToken } from './refresh-token.ts';

/**
 * Exchanges a refresh token for a new pair. One that was used before revokes its whole family: either the thief or
 * the owner holds a newer one. RFC 9700, section 4.14.2.
 * @throws {ProblemError} `invalid_credentials`.
 */
export async function rotateRefreshToken(args: {
  services: Services;
  input: { refresh_token: string };
}): Promise<Session> {
  const { services, input } = args;
  const { tenantId, tokenHash } = await parseRefreshToken(input.refresh_token);
  const session = await services.db.transaction({ tenantId }, async (tx) => {
    const now = services.clock.now();
    const [found] = await tx
      .select({ token: refreshTokens, roles: users.roles, isActive: users.isActive })
      .from(refreshTokens)
      .innerJoin(users, and(eq(users.tenantId, tenantId), eq(users.id, refreshTokens.userId)))
      .where(and(eq(refreshTokens.tenantId, tenantId), eq(refreshTokens.tokenHash, tokenHash)))
      .for('update', { of: refreshTokens });
    if (found === undefined) return undefined;
    const { token, roles, isActive } = found;
    if (token.usedAt !== null) {
      // Returned, not thrown: the revocation must be committed.
      await tx
        .update(refreshTokens)
        .set({ revokedAt: now })
        .where(
          and(
            eq(refreshTokens.tenantId, tenantId),
            eq(refreshTokens.familyId, token.familyId),
            isNull(refreshTokens.revokedAt),
          ),
        );
      const user = { tenantId, userId: token.userId, roles };
      await recordSession(services, tx, user, { action: 'session.revoked', familyId: token.familyId });
      services.log.warn('refresh_token_reused', {
        tenant_id: tenantId,
        user_id: token.userId,
        family_id: token.familyId,
      });
      return undefined;
    }
    if (token.revokedAt !== null || token.expiresAt <= now || !isActive) return undefined;
    await tx
      .update(refreshTokens)
      .set({ usedAt: now })
      .where(and(eq(refreshTokens.tenantId, tenantId), eq(refreshTokens.id, token.id)));
    return await openSession(services, tx, { tenantId, userId: token.userId, roles }, token.familyId);
  });
  if (session === undefined) throw invalidRefreshToken();
  return session;
}
