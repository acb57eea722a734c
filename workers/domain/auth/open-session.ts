import { sql } from 'drizzle-orm';
import { ROLES, type Role, type Session } from '../../../contracts/identity.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { refreshTokens, sessions } from '../../../schema/tables/tenants.ts';
import { newId, sha256Hex } from '../../platform/ids.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../../platform/tokens.ts';
import { auditRow } from '../audit/record-audit.ts';
import type { Services, UnitOfWork } from '../context.ts';
import { newRefreshToken, REFRESH_TOKEN_TTL_SECONDS } from './refresh-token.ts';

/** The transaction, whose last statement writes the session. */
type SessionUnit = Pick<UnitOfWork, 'tx' | 'last'>;

export interface SessionUser {
  tenantId: string;
  userId: string;
  roles: readonly string[];
}

/** Opens a session after a successful authentication. @param client The kind of client, for the list of sessions. */
export async function openSession(
  services: Services,
  unit: SessionUnit,
  user: SessionUser,
  client: string | undefined,
): Promise<Session> {
  const session = { id: newId(), client: client ?? null, authenticatedAt: services.clock.now(), replaces: null };
  return await issueTokens(services, unit, user, { ...session, action: 'session.opened' });
}

/**
 * Issues new tokens for an open session. `replaces` is the id of the used refresh token. A token family of the previous
 * release gets a session with its first refresh.
 */
export async function renewSession(
  services: Services,
  unit: SessionUnit,
  user: SessionUser,
  session: { id: string; authenticatedAt: Date; replaces: string },
): Promise<Session> {
  return await issueTokens(services, unit, user, { ...session, client: null, action: 'session.refreshed' });
}

interface IssuedSession {
  id: string;
  client: string | null;
  authenticatedAt: Date;
  replaces: string | null;
  action: 'session.opened' | 'session.refreshed';
}

/** Writes the session, its new refresh token and the audit entry in one statement, the last of the transaction. */
async function issueTokens(
  services: Services,
  { tx, last }: SessionUnit,
  user: SessionUser,
  { action, replaces, ...session }: IssuedSession,
): Promise<Session> {
  const now = services.clock.now();
  const { tenantId, userId } = user;
  const roles = ROLES.filter((role): role is Role => user.roles.includes(role));
  const refreshToken = newRefreshToken(tenantId);
  const token = {
    ...{
      id: newId(),
      tenantId,
      userId,
      familyId: session.id,
      tokenHash: await sha256Hex(refreshToken),
      replaces,
      createdAt: now,
    },
    expiresAt: new Date(now.getTime() + REFRESH_TOKEN_TTL_SECONDS * 1000),
  };
  const row = { ...session, tenantId, userId, lastUsedAt: now, createdAt: session.authenticatedAt };
  const held = tx.$with('held').as(
    tx
      .insert(sessions)
      .values(row)
      .onConflictDoUpdate({ target: sessions.id, set: { lastUsedAt: now } })
      .returning({ id: sessions.id }),
  );
  const principal = { tenantId, userId, roles, expiresAt: 0 };
  const entry = auditRow({ ...services, principal }, { action, resourceType: 'session', resourceId: session.id });
  const issued = tx.$with('issued').as(tx.insert(refreshTokens).values(token).returning({ id: refreshTokens.id }));
  const recorded = tx.$with('recorded').as(tx.insert(auditLog).values(entry).returning({ id: auditLog.id }));
  const authenticatedAt = Math.floor(session.authenticatedAt.getTime() / 1000);
  const owner = { tenantId, userId, roles, sessionId: session.id, authenticatedAt };
  const accessToken = await services.tokens.issue(owner, now);
  await last(() => tx.with(held, issued, recorded).select({ one: sql`1` }).from(issued));
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_TTL_SECONDS,
    refresh_token: refreshToken,
    tenant_id: tenantId,
    user_id: userId,
    roles,
  };
}
