import { and, arrayContains, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { UpdateUser, User } from '../../../contracts/user.ts';
import { apiKeys, users } from '../../../schema/tables/tenants.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { endSessions } from '../auth/end-sessions.ts';
import { requireUncommonPassword, tenantSlugOf } from '../auth/password-policy.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction, type UnitOfWork } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { type IfVersion, requireVersion } from '../require-version.ts';
import { disableUnauthorised } from '../webhooks/authority.ts';
import { isOwner, isPrivileged, onlyOwners, requirePerson } from './granting.ts';
import { type UserRow, userView } from './user-view.ts';

/**
 * Changes an account. Other roles, another password or its deactivation end its sessions and need a recent login.
 * @param input.ifVersion Change it only while it has this version.
 * @throws {ProblemError} `not_found`, `precondition_failed`, `forbidden` where only an owner may,
 * `reauthentication_required`, `invalid_request` for the caller's own password, or `conflict` when the tenant would be
 * left without an active owner.
 */
export async function updateUser({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; change: UpdateUser; ifVersion?: IfVersion };
}): Promise<User> {
  const { change } = input;
  authorise(ctx, 'user:manage');
  if (change.roles !== undefined || change.is_active !== undefined || change.password !== undefined) {
    requireRecentLogin(ctx);
  }
  return await inTransaction(ctx, async (unit) => {
    const { current, activeOwners } = await lockWithOwners(unit, input.id);
    requireRow(current, 'user');
    requireVersion(current, input.ifVersion);
    requireMayChange(ctx, current, change);
    const next = { roles: change.roles ?? current.roles, isActive: change.is_active ?? current.isActive };
    const isLastOwner = activeOwners.length === 1 && activeOwners[0]?.id === current.id;
    if (isLastOwner && !(next.isActive && next.roles.includes('owner'))) {
      throw new ProblemError('conflict', 'This is the last active owner. Create another owner first.');
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
    await endLogins(ctx, unit, current, change);
    const { roles, is_active } = change;
    const details = { fields: Object.keys(change), roles, is_active, version: row.version };
    recordAudit(ctx, unit, { action: 'user.updated', resourceType: 'user', resourceId: row.id, details });
    return userView(row);
  });
}

/** Locked in the order of their ids, so that concurrent changes cannot both remove the last owner. */
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

/**
 * Only owners change accounts of owners and admins; an admin may change their own name. An API key changes names and
 * switches accounts off, and grants nothing.
 */
function requireMayChange({ principal }: Ctx, current: UserRow, change: UpdateUser): void {
  if (change.password !== undefined) requirePerson(principal, 'set passwords');
  if (change.roles !== undefined) requirePerson(principal, 'change roles');
  if (change.is_active === true) requirePerson(principal, 'switch accounts on');
  if (change.password !== undefined && principal.userId === current.id) throw ownPassword();
  if (isOwner(principal)) return;
  if (change.roles !== undefined && isPrivileged(change.roles)) throw onlyOwners('make owners and admins');
  const isOwnProfile = principal.userId === current.id && change.roles === undefined && change.is_active === undefined;
  if (isPrivileged(current.roles) && !isOwnProfile) throw onlyOwners('change the account of an owner or admin');
}

/** An account that may do less than before ends with all that its API keys have open; another password ends its own logins. */
async function endLogins(ctx: Ctx, unit: UnitOfWork, current: UserRow, change: UpdateUser): Promise<void> {
  const { roles, is_active: isActive, password } = change;
  const hasOtherRoles = roles !== undefined && roles.toSorted().join() !== current.roles.toSorted().join();
  if (isActive === false || hasOtherRoles) {
    const userIds = [current.id, ...(await keysOf(unit, current.id))];
    await endSessions(ctx, unit, { userIds, reason: isActive === false ? 'switched_off' : 'roles_changed' });
    await disableUnauthorised(ctx, unit);
  } else if (password !== undefined) {
    await endSessions(ctx, unit, { userIds: [current.id], reason: 'password_changed' });
  }
}

/** Another operation changes the caller's own password, and requires the current one. */
function ownPassword(): ProblemError {
  const message = 'change your own password at POST /v1/auth/password, which asks for the current one';
  return new ProblemError('invalid_request', `password: ${message}`, { errors: [{ path: 'password', message }] });
}

async function keysOf({ tx, tenantId }: UnitOfWork, userId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.createdBy, userId), isNull(apiKeys.revokedAt)));
  return rows.map(({ id }) => id);
}
