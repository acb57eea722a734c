import { and, arrayContains, eq } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { ListUsersQuery, User } from '../../../contracts/user.ts';
import { users } from '../../../schema/tables/tenants.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { userView } from './user-view.ts';

/** A page of the tenant's accounts, newest first. */
export async function listUsers({ ctx, input }: { ctx: Ctx; input: ListUsersQuery }): Promise<Page<User>> {
  authorise(ctx, 'user:manage');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, users.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(users)
        .where(
          and(
            eq(users.tenantId, tenantId),
            input.role === undefined ? undefined : arrayContains(users.roles, [input.role]),
            newest.isBehind,
          ),
        ),
    ),
  );
  return newest.page(rows, userView);
}
