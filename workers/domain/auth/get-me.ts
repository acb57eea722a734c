import { and, eq } from 'drizzle-orm';
import type { Me } from '../../../contracts/identity.ts';
import { tenants, users } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Ctx } from '../context.ts';

/** Who the token says the caller is. @throws {ProblemError} `unauthenticated` when the account is gone. */
export async function getMe({ ctx }: { ctx: Ctx }): Promise<Me> {
  const { tenantId, userId, roles } = ctx.principal;
  const [found] = await ctx.db.transaction({ tenantId }, (tx) =>
    tx
      .select({ email: users.email, fullName: users.fullName, slug: tenants.slug, name: tenants.name })
      .from(users)
      .innerJoin(tenants, eq(tenants.id, users.tenantId))
      .where(and(eq(users.tenantId, tenantId), eq(users.id, userId))),
  );
  if (found === undefined) throw new ProblemError('unauthenticated', 'The account of this token is gone.');
  return {
    user_id: userId,
    tenant_id: tenantId,
    tenant_slug: found.slug,
    tenant_name: found.name,
    email: found.email,
    full_name: found.fullName,
    roles,
  };
}
