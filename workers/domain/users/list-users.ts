import { and, arrayContains, desc, eq, lt } from 'drizzle-orm';
import type { Page } from '../../../contracts/page.ts';
import type { ListUsersQuery, User } from '../../../contracts/user.ts';
import { users } from '../../../schema/tables/tenants.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { userView } from './user-view.ts';

/** A page of the tenant's accounts, newest first. */
export async function listUsers({ ctx, input }: { ctx: Ctx; input: ListUsersQuery }): Promise<Page<User>> {
  authorise(ctx, 'user:manage');
  const { tenantId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const rows = await ctx.db.single(scopeOf(ctx), (tx) =>
    tx
      .select()
      .from(users)
      .where(
        and(
          eq(users.tenantId, tenantId),
          input.role === undefined ? undefined : arrayContains(users.roles, [input.role]),
          after === undefined ? undefined : lt(users.id, after),
        ),
      )
      .orderBy(desc(users.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, userView, (row) => encodeCursor('newest', row.id, row.id));
}
