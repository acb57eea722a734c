import type { RegisterRequest, Session } from '../../../contracts/identity.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { tenants, users } from '../../../schema/tables/tenants.ts';
import { newId } from '../../platform/ids.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { isUniqueViolation } from '../../platform/postgres-error.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { auditRow } from '../audit/record-audit.ts';
import type { Services } from '../context.ts';
import { findInvitation, redeemInvitation } from '../tenants/invitation.ts';
import { openSession } from './open-session.ts';
import { requireUncommonPassword } from './password-policy.ts';

/**
 * Makes a tenant and its owner, and logs the owner in.
 * @throws {ProblemError} `registration_closed` or `invitation_required` where not everybody may; `already_exists` for the
 * slug, `invalid_request` for the password.
 */
export async function registerTenant({
  services,
  input,
}: {
  services: Services;
  input: RegisterRequest & { client?: string | undefined };
}): Promise<Session> {
  const invitation = await findInvitation({ services, input: { code: input.invitation_code } });
  requireUncommonPassword(input.password, [input.tenant_slug, input.email]);
  const tenantId = invitation?.tenantId ?? newId();
  const userId = newId();
  // Before the transaction: hashing takes a tenth of a second, in which a connection would be held for nothing.
  const passwordHash = await hashPassword(input.password);
  const roles = ['owner'];
  try {
    return await services.db.transaction({ systemWorkIn: tenantId }, async (tx, end) => {
      if (invitation !== undefined) await redeemInvitation(tx, invitation);
      await tx.insert(tenants).values({ id: tenantId, slug: input.tenant_slug, name: input.tenant_name });
      await tx.insert(users).values({
        id: userId,
        tenantId,
        email: input.email,
        fullName: input.full_name ?? null,
        passwordHash,
        roles,
      });
      const principal = { tenantId, userId, roles: ['owner' as const], expiresAt: 0 };
      const registered = { action: 'tenant.registered', resourceType: 'tenant', resourceId: tenantId } as const;
      await tx.insert(auditLog).values(auditRow({ ...services, principal }, registered));
      const unit = { tx, last: <T>(query: () => PromiseLike<T>) => end.last(query) };
      return await openSession(services, unit, { tenantId, userId, roles }, input.client);
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'tenants_slug_key')) throw error;
    throw new ProblemError(
      'already_exists',
      `A tenant with the slug ${input.tenant_slug} already exists. Choose another slug.`,
      {
        errors: [{ path: 'tenant_slug', message: 'is taken' }],
      },
    );
  }
}
