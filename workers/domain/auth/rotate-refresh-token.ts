import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Session } from '../../../contracts/identity.ts';
import { refreshTokens, sessions, tenants, users } from '../../../schema/tables/tenants.ts';
import type { Tx } from '../../platform/database.ts';
import { inTransaction, type Services } from '../context.ts';
import { systemContext } from '../system-context.ts';
import { refuseSuspended } from '../tenants/refuse-suspended.ts';
import { endSessions } from './end-sessions.ts';
import { onBehalfOf } from './log-out.ts';
import { renewSession } from './open-session.ts';
import { invalidRefreshToken, parseRefreshToken } from './refresh-token.ts';

/** How long a used refresh token may be used again: for a second tab, or a retry after a lost answer. */
const REUSE_SECONDS = 10;

/**
 * Exchanges a refresh token for new tokens of the same session. Reuse ends the session, because a thief or the owner
 * holds a newer token (RFC 9700, section 4.14.2). Exception: within ten seconds of its first use it is the same client
 * in another tab or after a lost answer, and gets its own successor.
 * @throws {ProblemError} `invalid_credentials` or `tenant_suspended`.
 */
export async function rotateRefreshToken({
  services,
  input,
}: {
  services: Services;
  input: { refresh_token: string };
}): Promise<Session> {
  const { tenantId, tokenHash } = await parseRefreshToken(input.refresh_token);
  const system = systemContext(services, tenantId);
  const session = await inTransaction(system, async (unit) => {
    const now = services.clock.now();
    const found = await lockToken(unit.tx, tenantId, tokenHash);
    if (found === undefined) return undefined;
    refuseSuspended({ isSuspended: found.suspendedAt !== null });
    const { token, roles, isActive, endedAt, authenticatedAt } = found;
    const { userId, familyId } = token;
    const isAlive = token.revokedAt === null && token.expiresAt > now && isActive && endedAt === null;
    if (token.usedAt !== null && !(isAlive && (await isSameClient(unit.tx, { ...token, usedAt: token.usedAt }, now)))) {
      // Returned, not thrown: the end must be committed.
      const ending = { sessionIds: [familyId], reason: 'refresh_token_reused' as const };
      await endSessions(onBehalfOf(system, { userId, roles }), unit, ending);
      services.log.warn('refresh_token_reused', { tenant_id: tenantId, user_id: userId, session_id: familyId });
      return undefined;
    }
    if (!isAlive) return undefined;
    if (token.usedAt === null) {
      unit.send(() =>
        unit.tx
          .update(refreshTokens)
          .set({ usedAt: now })
          .where(and(eq(refreshTokens.tenantId, tenantId), eq(refreshTokens.id, token.id))),
      );
    }
    const renewed = { id: familyId, authenticatedAt, replaces: token.id };
    return await renewSession(services, unit, { tenantId, userId, roles }, renewed);
  });
  if (session === undefined) throw invalidRefreshToken();
  return session;
}

interface UsedToken {
  id: string;
  tenantId: string;
  familyId: string;
  usedAt: Date;
}

/**
 * Returns whether a used token comes from the client that used it first. Its owner has moved on once a successor of one
 * of its successors was used: a token from so far back is replayed.
 */
async function isSameClient(tx: Tx, { id, tenantId, familyId, usedAt }: UsedToken, now: Date): Promise<boolean> {
  if (now.getTime() - usedAt.getTime() > REUSE_SECONDS * 1000) return false;
  const successor = alias(refreshTokens, 'successor');
  const [movedOn] = await tx
    .select({ id: refreshTokens.id })
    .from(refreshTokens)
    .innerJoin(successor, and(eq(successor.tenantId, tenantId), eq(successor.id, refreshTokens.replaces)))
    .where(
      and(
        eq(refreshTokens.tenantId, tenantId),
        eq(refreshTokens.familyId, familyId),
        eq(successor.replaces, id),
        isNotNull(refreshTokens.usedAt),
      ),
    )
    .limit(1);
  return movedOn === undefined;
}

async function lockToken(tx: Tx, tenantId: string, tokenHash: string) {
  const firstOfFamily = sql`(SELECT min(f.created_at) FROM ${refreshTokens} f
    WHERE f.tenant_id = ${tenantId} AND f.family_id = ${refreshTokens.familyId})`;
  const [found] = await tx
    .select({
      token: refreshTokens,
      roles: users.roles,
      isActive: users.isActive,
      endedAt: sessions.endedAt,
      suspendedAt: tenants.suspendedAt,
      // A token family of the previous release has no session yet.
      authenticatedAt: sql`coalesce(${sessions.authenticatedAt}, ${firstOfFamily})`.mapWith(sessions.authenticatedAt),
    })
    .from(refreshTokens)
    .innerJoin(tenants, eq(tenants.id, refreshTokens.tenantId))
    .innerJoin(users, and(eq(users.tenantId, tenantId), eq(users.id, refreshTokens.userId)))
    .leftJoin(sessions, and(eq(sessions.tenantId, tenantId), eq(sessions.id, refreshTokens.familyId)))
    .where(and(eq(refreshTokens.tenantId, tenantId), eq(refreshTokens.tokenHash, tokenHash)))
    .for('update', { of: refreshTokens });
  return found;
}
