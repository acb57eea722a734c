import { and, arrayContains, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { UpdateUser, User } from '../../../contracts/user.ts';
import { refreshTokens, users } from '../../../schema/tables/tenants.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireUncommonPassword, tenantSlugOf } from '../auth/password-policy.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { isOwner, isPrivileged, onlyOwners } from './granting.ts';
import { type UserRow, userView } from './user-view.ts';

/**
 * Changes an account. Other roles, another password or its deactivation end its logins: its refresh tokens are
 * revoked, and access tokens that are out live on for their half hour at most.
 * @param input.ifVersion Change it only while it has this version.
 * @throws {ProblemError} `not_found`, `precondition_failed`, `forbidden` where only an owner may, or `conflict` when
 * the tenant would be left without an active owner.
 */
export async function updateUser(args: {
  ctx: Ctx;
  input: { id: string; change: UpdateUser; ifVersion?: number | undefined };
}): Promise<User> {
  const { ctx, input } = args;
  const { change } = input;
  authorise(ctx, 'user:manage');
  return await inTransaction(ctx, async (unit) => {
    const { current, activeOwners } = await lockWithOwners(unit, input.id);
    if (current === undefined) throw new ProblemError('not_found', 'There is no such user.');
    if (input.ifVersion !== undefined && current.version !== input.ifVersion) {
      throw new ProblemError('precondition_failed', `It has version ${current.version} by now.`);
    }
    requireMayChange(ctx, current, change);
    const next = { roles: change.roles ?? current.roles, isActive: change.is_active ?? current.isActive };
    const isLastOwner = activeOwners.length === 1 && activeOwners[0]?.id === current.id;
    if (isLastOwner && !(next.isActive && next.roles.includes('owner'))) {
      throw new ProblemError('conflict', 'This is the last active owner: make another one first.');
    }
    if (change.password !== undefined) {
      requireUncommonPassword(change.password, [await tenantSlugOf(unit), current.email]);
    }
    const [row] = await unit.tx
      .update(users)
      .set({
        ...next,
        ...(change.full_name === undefined ? {} : { fullName: change.full_name }),
        ...(change.password === undefined ? {} : { passwordHash: await hashPassword(change.password) }),
        version: sql`${users.version} + 1`,
        updatedAt: ctx.clock.now(),
      })
      .where(and(eq(users.tenantId, unit.tenantId), eq(users.id, current.id)))
      .returning();
    if (row === undefined) throw new Error('a locked user vanished');
    if (endsLogins(current, change)) await revokeRefreshTokens(ctx, unit, current.id);
    const { roles, is_active } = change;
    const details = { fields: Object.keys(change), roles, is_active, version: row.version };
    await recordAudit(ctx, unit, { action: 'user.updated', resourceType: 'user', resourceId: row.id, details });
    return userView(row);
  });
}

/** In the order of their ids, so that two changes at once wait for each other and cannot both take the last owner. */
async function lockWithOwners(unit: UnitOfWork, id: string) {
  const isActiveOwner = and(eq(users.isActive, true), arrayContains(users.roles, ['owner']));
  const rows = await unit.tx
    .select()
    .from(users)
    .where(and(eq(users.tenantId, unit.tenantId), or(eq(users.id, id), isActiveOwner)))
    .orderBy(asc(users.id))
    .for('update');
  return {
    current: rows.find((row) => row.id === id),
    activeOwners: rows.filter((row) => row.isActive && row.roles.includes('owner')),
  };
}

/** Accounts of owners and admins are an owner's to change; an admin keeps their own name and password in order. */
function requireMayChange({ principal }: Ctx, current: UserRow, change: UpdateUser): void {
  if (isOwner(principal)) return;
  if (change.roles !== undefined && isPrivileged(change.roles)) throw onlyOwners('make owners and admins');
  const isOwnProfile = principal.userId === current.id && change.roles === undefined && change.is_active === undefined;
  if (isPrivileged(current.roles) && !isOwnProfile) throw onlyOwners('change the account of an owner or admin');
}

function endsLogins(current: UserRow, { roles, is_active, password }: UpdateUser): boolean {
  const hasOtherRoles = roles !== undefined && roles.toSorted().join() !== current.roles.toSorted().join();
  return hasOtherRoles || is_active === false || password !== undefined;
}

async function revokeRefreshTokens(ctx: Ctx, unit: UnitOfWork, userId: string): Promise<void> {
  await unit.tx
    .update(refreshTokens)
    .set({ revokedAt: ctx.clock.now() })
    .where(
      and(eq(refreshTokens.tenantId, unit.tenantId), eq(refreshTokens.userId, userId), isNull(refreshTokens.revokedAt)),
    );
}
