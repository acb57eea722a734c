import { and, eq, isNull } from 'drizzle-orm';
import { isAllowed, loginOf } from '../../../contracts/identity.ts';
import { sessions, users } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { isOwner, isPrivileged, onlyOwners } from '../users/granting.ts';
import { endSessions } from './end-sessions.ts';

/**
 * Ends one session: the caller's own, or another account's with `user:manage`.
 * @throws {ProblemError} `not_found` for a session that is unknown, ended or not the caller's to see; `forbidden` where
 * only an owner may end it.
 */
export async function endSession({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  await inTransaction(ctx, async (unit) => {
    const isIt = and(eq(sessions.tenantId, unit.tenantId), eq(sessions.id, input.id), isNull(sessions.endedAt));
    const [row] = await unit.tx.select({ userId: sessions.userId }).from(sessions).where(isIt);
    const isOwn = row?.userId === ctx.principal.userId;
    if (row === undefined || !(isOwn || isAllowed(ctx.principal, 'user:manage'))) {
      throw new ProblemError('not_found', 'There is no open session with this id. GET /v1/auth/sessions lists them.');
    }
    if (!isOwn) await requireMayEnd(ctx, unit, row.userId);
    await endSessions(ctx, unit, { sessionIds: [input.id], reason: isOwn ? 'logged_out' : 'ended_by_manager' });
  });
}

/**
 * Ends all sessions of an account. The caller's own current session stays open unless `include_current` is true.
 * @param input.user_id The account; the caller's own when absent.
 * @throws {ProblemError} `forbidden` for another account without `user:manage` or where only an owner may, `not_found`
 * for the account.
 */
export async function endAllSessions({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { user_id?: string | undefined; include_current: boolean };
}): Promise<void> {
  const { userId: ownId } = ctx.principal;
  const userId = input.user_id ?? ownId;
  const isOwn = userId === ownId;
  if (!isOwn) authorise(ctx, 'user:manage');
  await inTransaction(ctx, async (unit) => {
    if (!isOwn) await requireMayEnd(ctx, unit, userId);
    await endSessions(ctx, unit, {
      userIds: [userId],
      exceptSessionId: isOwn && !input.include_current ? loginOf(ctx.principal) : undefined,
      reason: isOwn ? 'logged_out' : 'ended_by_manager',
    });
  });
}

/** Only an owner ends sessions of owners and admins. */
async function requireMayEnd(ctx: Ctx, { tx, tenantId }: UnitOfWork, userId: string): Promise<void> {
  const [account] = await tx
    .select({ roles: users.roles })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.id, userId)));
  if (account === undefined)
    throw new ProblemError('not_found', 'There is no user with this user_id. GET /v1/users lists them.');
  if (isPrivileged(account.roles) && !isOwner(ctx.principal)) throw onlyOwners('end the sessions of owners and admins');
}
