import { and, eq, getTableColumns } from 'drizzle-orm';
import { accountOf, isGuest, type Me } from '../../../contracts/identity.ts';
import { tenants, users } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { type Ctx, read } from '../context.ts';

/**
 * The caller: the account, and for a key its scopes.
 * @throws {ProblemError} `unauthenticated` when the account is deleted or switched off.
 */
export async function getMe({ ctx }: { ctx: Ctx }): Promise<Me> {
  const { principal } = ctx;
  const { tenantId, userId, roles } = principal;
  const [found] = await read(ctx, ({ tx }) =>
    tx
      .select({ tenant: getTableColumns(tenants), user: getTableColumns(users) })
      .from(tenants)
      .leftJoin(users, and(eq(users.tenantId, tenants.id), eq(users.id, accountOf(principal))))
      .where(eq(tenants.id, tenantId)),
  );
  if (found === undefined || (found.user?.isActive !== true && !isGuest(ctx.principal))) {
    throw new ProblemError(
      'unauthenticated',
      'The account of this token no longer exists. Log in with another account.',
    );
  }
  return {
    user_id: userId,
    tenant_id: tenantId,
    tenant_slug: found.tenant.slug,
    tenant_name: found.tenant.name,
    email: found.user?.email ?? null,
    full_name: found.user?.fullName ?? null,
    roles,
    dietary_profile: principal.kind === undefined ? (found.user?.dietaryProfile ?? null) : null,
    ...(principal.kind === undefined ? {} : { scopes: principal.scopes }),
  };
}
