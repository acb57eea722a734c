import { and, eq } from 'drizzle-orm';
import type { DietaryProfile, UpdateMe } from '../../../contracts/dietary-profile.ts';
import type { Me } from '../../../contracts/identity.ts';
import { users } from '../../../schema/tables/tenants.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx, inTransaction, read } from '../context.ts';
import { getMe } from './get-me.ts';

/**
 * Changes what the caller's own account keeps.
 * @throws {ProblemError} `forbidden` for a guest or an API key, which have no account of their own.
 */
export async function updateMe({ ctx, input }: { ctx: Ctx; input: UpdateMe }): Promise<Me> {
  authorise(ctx, 'profile:write');
  const { tenantId, userId, kind } = ctx.principal;
  if (kind === 'api_key') {
    throw new ProblemError('forbidden', 'An API key has no profile. Send exclude_allergens with each request.');
  }
  await inTransaction(ctx, ({ tx }) =>
    tx
      .update(users)
      .set({ dietaryProfile: input.dietary_profile })
      .where(and(eq(users.tenantId, tenantId), eq(users.id, userId))),
  );
  return await getMe({ ctx });
}

/** The profile of a signed-in customer, in one statement; null for everybody else, whose searches read nothing. */
export async function ownDietaryProfile(ctx: Ctx): Promise<DietaryProfile | null> {
  const { tenantId, userId, roles, kind } = ctx.principal;
  if (kind === 'api_key' || !roles.includes('customer')) return null;
  const [row] = await read(ctx, ({ tx }) =>
    tx
      .select({ profile: users.dietaryProfile })
      .from(users)
      .where(and(eq(users.tenantId, tenantId), eq(users.id, userId))),
  );
  return row?.profile ?? null;
}
