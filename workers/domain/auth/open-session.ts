import { ROLES, type Role, type Session } from '../../../contracts/identity.ts';
import { refreshTokens } from '../../../schema/tables/tenants.ts';
import type { Tx } from '../../platform/database.ts';
import { newId, sha256Hex } from '../../platform/ids.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../../platform/tokens.ts';
import { recordSession } from '../audit/record-session.ts';
import type { Services } from '../context.ts';
import { newRefreshToken, REFRESH_TOKEN_TTL_SECONDS } from './refresh-token.ts';

interface SessionUser {
  tenantId: string;
  userId: string;
  roles: readonly string[];
}

/** Issues an access token and a refresh token; the latter joins `rotatedFamilyId` on rotation, else begins a family. */
export async function openSession(
  services: Services,
  tx: Tx,
  user: SessionUser,
  rotatedFamilyId?: string,
): Promise<Session> {
  const familyId = rotatedFamilyId ?? newId();
  const now = services.clock.now();
  const { tenantId, userId } = user;
  const roles = ROLES.filter((role): role is Role => user.roles.includes(role));
  const refreshToken = newRefreshToken(tenantId);
  await tx.insert(refreshTokens).values({
    id: newId(),
    tenantId,
    userId,
    familyId,
    tokenHash: await sha256Hex(refreshToken),
    expiresAt: new Date(now.getTime() + REFRESH_TOKEN_TTL_SECONDS * 1000),
    createdAt: now,
  });
  const action = rotatedFamilyId === undefined ? 'session.opened' : 'session.refreshed';
  await recordSession(services, tx, user, { action, familyId });
  return {
    access_token: await services.tokens.issue({ tenantId, userId, roles }, now),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_TTL_SECONDS,
    refresh_token: refreshToken,
    tenant_id: tenantId,
    user_id: userId,
    roles,
  };
}
