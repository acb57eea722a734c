import { and, eq, sql } from 'drizzle-orm';
import type { LoginRequest, Session } from '../../../contracts/identity.ts';
import { tenants, users } from '../../../schema/tables/tenants.ts';
import type { Tx } from '../../platform/database.ts';
import { verifyPassword } from '../../platform/passwords.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Services } from '../context.ts';
import { refuseSuspended } from '../tenants/refuse-suspended.ts';
import { shopScope } from './find-tenant-id.ts';
import { openSession } from './open-session.ts';

/** @throws {ProblemError} `invalid_credentials`, the same and after the same work whether the account exists or not. */
export async function logIn({
  services,
  input,
}: {
  services: Services;
  input: LoginRequest & { client?: string | undefined };
}): Promise<Session> {
  const found = await findAccount(services, input);
  const isRight = await verifyPassword(input.password, found?.passwordHash);
  if (!isRight || found === undefined) throw wrongCredentials();
  const { id: userId, tenantId } = found;
  let known: Account | undefined = found;
  return await services.db.transaction({ systemWorkIn: tenantId }, async (tx, end) => {
    const current = known ?? (await readAccount(tx, found));
    // Reload an account that has changed: it may have been deactivated or have a new password.
    known = undefined;
    if (current?.isActive !== true || current.passwordHash !== found.passwordHash) throw wrongCredentials();
    // Locked, because a change of the password revokes the tokens that it finds.
    end.send(() =>
      tx.execute(sql`SELECT require_unchanged((
        SELECT is_active AND password_hash = ${current.passwordHash} AND roles = ${sql.param(current.roles)}::text[]
        FROM users WHERE tenant_id = ${tenantId} AND id = ${userId} FOR SHARE))`),
    );
    const unit = { tx, last: <T>(query: () => PromiseLike<T>) => end.last(query) };
    return await openSession(services, unit, { tenantId, userId, roles: current.roles }, input.client);
  });
}

type Account = typeof users.$inferSelect;

const wrongCredentials = (): ProblemError =>
  new ProblemError('invalid_credentials', 'The tenant, email or password is wrong.');

/** @throws {ProblemError} `tenant_suspended`. */
async function findAccount(services: Services, { tenant_slug, email }: LoginRequest): Promise<Account | undefined> {
  const [found] = await services.db.single(shopScope(tenant_slug), (tx) =>
    tx
      .select({ suspendedAt: tenants.suspendedAt, account: users })
      .from(tenants)
      .leftJoin(users, and(eq(users.tenantId, tenants.id), eq(sql`lower(${users.email})`, email.trim().toLowerCase())))
      .where(eq(tenants.id, sql`current_tenant_id()`)),
  );
  if (found === undefined) return undefined;
  refuseSuspended({ isSuspended: found.suspendedAt !== null });
  return found.account ?? undefined;
}

async function readAccount(tx: Tx, { tenantId, id }: Account): Promise<Account | undefined> {
  const [account] = await tx
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.id, id)));
  return account;
}
