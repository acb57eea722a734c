import { and, eq, sql } from 'drizzle-orm';
import type { LoginRequest, Session } from '../../../contracts/identity.ts';
import { users } from '../../../schema/tables/tenants.ts';
import { verifyPassword } from '../../platform/passwords.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Services } from '../context.ts';
import { findTenantId } from './find-tenant-id.ts';
import { openSession } from './open-session.ts';

/** @throws {ProblemError} `invalid_credentials`, the same and after the same work whether the account exists or not. */
export async function logIn({
  services,
  input,
}: {
  services: Services;
  input: LoginRequest & { client?: string | undefined };
}): Promise<Session> {
  const tenantId = await findTenantId(services, input.tenant_slug);
  const user = tenantId === undefined ? undefined : await findUser(services, tenantId, input.email.trim());
  const isRight = await verifyPassword(input.password, user?.passwordHash);
  if (!isRight || user === undefined) throw wrongCredentials();
  const { id: userId, tenantId: itsTenantId } = user;
  return await services.db.transaction({ systemWorkIn: itsTenantId }, async (tx) => {
    // Again, and locked: the account may have been switched off or given another password meanwhile, which revokes
    // the tokens that it finds.
    const [current] = await tx
      .select({ roles: users.roles, isActive: users.isActive, passwordHash: users.passwordHash })
      .from(users)
      .where(and(eq(users.tenantId, itsTenantId), eq(users.id, userId)))
      .for('share');
    if (current?.isActive !== true || current.passwordHash !== user.passwordHash) throw wrongCredentials();
    return await openSession(services, tx, { tenantId: itsTenantId, userId, roles: current.roles }, input.client);
  });
}

const wrongCredentials = (): ProblemError =>
  new ProblemError('invalid_credentials', 'The tenant, e-mail or password is wrong.');

async function findUser(services: Services, tenantId: string, email: string) {
  const [user] = await services.db.single({ systemWorkIn: tenantId }, (tx) =>
    tx
      .select()
      .from(users)
      .where(and(eq(users.tenantId, tenantId), eq(sql`lower(${users.email})`, email.toLowerCase()))),
  );
  return user;
}
