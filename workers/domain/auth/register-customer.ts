import { isGuest, type Principal, type RegisterCustomer, type Session } from '../../../contracts/identity.ts';
import { auditLog } from '../../../schema/tables/audit.ts';
import { users } from '../../../schema/tables/tenants.ts';
import { newId } from '../../platform/ids.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { auditRow } from '../audit/record-audit.ts';
import { inTransaction, type Services } from '../context.ts';
import { systemContext } from '../system-context.ts';
import { emailTaken } from '../users/create-user.ts';
import { endSessions } from './end-sessions.ts';
import { findTenantId } from './find-tenant-id.ts';

import { noSuchStorefront } from './open-guest-session.ts';
import { openSession } from './open-session.ts';
import { requireUncommonPassword } from './password-policy.ts';

/**
 * Registers a customer of a storefront and logs them in. A guest who registers keeps their user id once: a second
 * registration with the same guest token gets a new id.
 * @param input.guest The guest of the request's token, if any.
 * @throws {ProblemError} `not_found` for the storefront, `forbidden` unless `guest` belongs to it, `already_exists` for
 *   the e-mail, `invalid_request` for the password.
 */
export async function registerCustomer({
  services,
  input,
}: {
  services: Services;
  input: RegisterCustomer & { guest: Principal | undefined; client?: string | undefined };
}): Promise<Session> {
  const { guest } = input;
  requireUncommonPassword(input.password, [input.tenant_slug, input.email]);
  const tenantId = await findTenantId(services, input.tenant_slug);
  if (tenantId === undefined) throw noSuchStorefront();
  if (guest !== undefined && (guest.tenantId !== tenantId || !isGuest(guest))) {
    throw new ProblemError(
      'forbidden',
      'The guest token belongs to another storefront. Send a guest token of this storefront, or none.',
    );
  }
  const passwordHash = await hashPassword(input.password);
  const roles = ['customer'];
  const { email, full_name: fullName = null } = input;
  const row = { tenantId, email, fullName, passwordHash, roles };
  try {
    const system = systemContext(services, tenantId);
    return await inTransaction(system, async (unit) => {
      const { tx } = unit;
      // The primary key decides which of two concurrent registrations wins.
      const add = async (id: string) =>
        await tx
          .insert(users)
          .values({ ...row, id })
          .onConflictDoNothing({ target: users.id })
          .returning({ id: users.id });
      const [kept] = guest === undefined ? [] : await add(guest.userId);
      const [made] = kept === undefined ? await add(newId()) : [kept];
      if (made === undefined) throw new Error('a new id was taken');
      const principal = { tenantId, userId: made.id, roles: ['customer' as const], expiresAt: 0 };
      const registered = { action: 'customer.registered', resourceType: 'user', resourceId: made.id } as const;
      const details = { was_guest: kept !== undefined };
      await tx.insert(auditLog).values(auditRow({ ...services, principal }, { ...registered, details }));
      if (kept !== undefined) {
        await endSessions({ ...system, principal }, unit, { userIds: [made.id], reason: 'guest_registered' });
      }
      return await openSession(services, unit, { tenantId, userId: made.id, roles }, input.client);
    });
  } catch (error) {
    throw emailTaken(error);
  }
}
