import type { CreateUser, User } from '../../../contracts/user.ts';
import { users } from '../../../schema/tables/tenants.ts';
import { newId } from '../../platform/ids.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { isUniqueViolation } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { requireUncommonPassword, tenantSlugOf } from '../auth/password-policy.ts';
import { requireRecentLogin } from '../auth/require-recent-login.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { isOwner, isPrivileged, onlyOwners, requirePerson } from './granting.ts';
import { userView } from './user-view.ts';

/**
 * Creates an account with a password and roles, and so only for a person.
 * @throws {ProblemError} `forbidden` for an API key or a role that only an owner may grant, `reauthentication_required`,
 * `already_exists` for the e-mail.
 */
export async function createUser({ ctx, input }: { ctx: Ctx; input: CreateUser }): Promise<User> {
  authorise(ctx, 'user:manage');
  requirePerson(ctx.principal, 'create accounts');
  if (isPrivileged(input.roles) && !isOwner(ctx.principal)) throw onlyOwners('make owners and admins');
  requireRecentLogin(ctx);
  return await inTransaction(ctx, async (unit) => {
    requireUncommonPassword(input.password, [await tenantSlugOf(unit), input.email]);
    const now = ctx.clock.now();
    const [row] = await unit.tx
      .insert(users)
      .values({
        id: newId(),
        tenantId: unit.tenantId,
        email: input.email,
        fullName: input.full_name ?? null,
        passwordHash: await hashPassword(input.password),
        roles: input.roles,
        createdAt: now,
        updatedAt: now,
      })
      .returning();
    if (row === undefined) throw new Error('the insert returned no row');
    const details = { roles: input.roles };
    recordAudit(ctx, unit, { action: 'user.created', resourceType: 'user', resourceId: row.id, details });
    return userView(row);
  }).catch((error: unknown) => {
    throw emailTaken(error);
  });
}

/** Maps a taken e-mail to its problem, and returns other errors unchanged. */
export function emailTaken(error: unknown): unknown {
  if (!isUniqueViolation(error, 'idx_users_tenant_email')) return error;
  return new ProblemError(
    'already_exists',
    'An account with this e-mail already exists. Log in, or use another e-mail.',
    {
      errors: [{ path: 'email', message: 'is taken' }],
    },
  );
}
