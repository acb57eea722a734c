import { and, eq } from 'drizzle-orm';
import { isGuest, type Principal } from '../../../contracts/identity.ts';
import { users } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Services } from '../context.ts';

/**
 * Ends a guest token with the registration that took its user id over: it could be somebody else's, planted before,
 * and would see what the customer does next.
 * @throws {ProblemError} `unauthenticated` when the guest has an account by now.
 */
export async function refuseFormerGuest(args: { services: Services; input: Principal }): Promise<void> {
  const { services, input: principal } = args;
  if (!isGuest(principal)) return;
  const { tenantId, userId } = principal;
  const accounts = await services.db.single({ tenantId }, (tx) =>
    tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.tenantId, tenantId), eq(users.id, userId))),
  );
  if (accounts.length > 0) throw new ProblemError('unauthenticated', 'This guest has registered: log in.');
}
