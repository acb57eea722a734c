import { and, eq, inArray, isNull, ne, or, type SQL } from 'drizzle-orm';
import { auditLog } from '../../../schema/tables/audit.ts';
import { refreshTokens, sessions } from '../../../schema/tables/tenants.ts';
import { auditRow } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { endChannels } from './end-channels.ts';

type EndReason =
  | 'logged_out'
  | 'ended_by_manager'
  | 'refresh_token_reused'
  | 'switched_off'
  | 'roles_changed'
  | 'password_changed'
  | 'key_revoked'
  | 'guest_registered';

export interface Ending {
  /** All sessions of these principals: accounts, guests, and API keys by their ids. */
  userIds?: readonly string[];
  sessionIds?: readonly string[];
  /** This session stays open; only the others of `userIds` end. */
  exceptSessionId?: string | undefined;
  reason: EndReason;
}

/**
 * Ends sessions in the transaction that takes the right away: access tokens are refused, refresh tokens revoked, and
 * open channels closed.
 * @returns The sessions that it ended.
 */
export async function endSessions(ctx: Ctx, unit: UnitOfWork, ending: Ending): Promise<string[]> {
  const { userIds = [], sessionIds = [], exceptSessionId, reason } = ending;
  const now = ctx.clock.now();
  const others = exceptSessionId === undefined ? undefined : ne(sessions.id, exceptSessionId);
  // Tokens before sessions, in the lock order of a refresh, so that the two cannot deadlock.
  await unit.tx
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(and(eq(refreshTokens.tenantId, unit.tenantId), isNull(refreshTokens.revokedAt), refreshTokensOf(ending)));
  const rows = await unit.tx
    .update(sessions)
    .set({ endedAt: now, endedReason: reason })
    .where(
      and(
        eq(sessions.tenantId, unit.tenantId),
        isNull(sessions.endedAt),
        or(and(inArray(sessions.userId, [...userIds]), others), inArray(sessions.id, [...sessionIds])),
      ),
    )
    .returning({ id: sessions.id });
  const ended = rows.map(({ id }) => id);
  if (ended.length > 0) {
    const entries = ended.map((resourceId) =>
      auditRow(ctx, { action: 'session.ended', resourceType: 'session', resourceId, details: { reason } }),
    );
    await unit.tx.insert(auditLog).values(entries);
  }
  await endChannels(ctx, unit, {
    userIds: exceptSessionId === undefined ? [...userIds] : [],
    sessionIds: [...new Set([...sessionIds, ...ended])],
  });
  return ended;
}

/** Includes token families of the previous release, which have no session. */
function refreshTokensOf({ userIds = [], sessionIds = [], exceptSessionId }: Ending): SQL | undefined {
  const others = exceptSessionId === undefined ? undefined : ne(refreshTokens.familyId, exceptSessionId);
  return or(and(inArray(refreshTokens.userId, [...userIds]), others), inArray(refreshTokens.familyId, [...sessionIds]));
}
