import { and, eq, gt, isNull } from 'drizzle-orm';
import { loginOf } from '../../../contracts/identity.ts';
import type { Page } from '../../../contracts/page.ts';
import type { OpenSession } from '../../../contracts/session.ts';
import { sessions } from '../../../schema/tables/tenants.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { REFRESH_TOKEN_TTL_SECONDS } from './refresh-token.ts';

/**
 * A page of an account's open sessions, newest first. A guest and an API key have none.
 * @param input.user_id The account; the caller's own when absent.
 * @throws {ProblemError} `forbidden` for another account without `user:manage`.
 */
export async function listSessions({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined; user_id?: string | undefined };
}): Promise<Page<OpenSession>> {
  const { tenantId, userId: ownId } = ctx.principal;
  const sessionId = loginOf(ctx.principal);
  const userId = input.user_id ?? ownId;
  if (userId !== ownId) authorise(ctx, 'user:manage');
  const newest = newestFirst(input, sessions.id);
  // A session without a refresh for this long cannot continue.
  const oldest = new Date(ctx.clock.now().getTime() - REFRESH_TOKEN_TTL_SECONDS * 1000);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(sessions)
        .where(
          and(
            eq(sessions.tenantId, tenantId),
            eq(sessions.userId, userId),
            isNull(sessions.endedAt),
            gt(sessions.lastUsedAt, oldest),
            newest.isBehind,
          ),
        ),
    ),
  );
  const view = (row: typeof sessions.$inferSelect): OpenSession => ({
    id: row.id,
    user_id: row.userId,
    client: row.client,
    is_current: row.id === sessionId,
    authenticated_at: row.authenticatedAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    created_at: row.createdAt.toISOString(),
  });
  return newest.page(rows, view);
}
