import { and, desc, eq, lt } from 'drizzle-orm';
import type { HelpRequest, HelpStatus } from '../../../contracts/help-request.ts';
import { isAllowed } from '../../../contracts/identity.ts';
import type { Page } from '../../../contracts/page.ts';
import { helpRequests } from '../../../schema/tables/help-requests.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { helpRequestView } from './help-request-view.ts';

/** A page of requests, newest first: the staff's of everybody, anybody else's their own. */
export async function listHelpRequests(args: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined; status?: HelpStatus | undefined; isOwn?: boolean };
}): Promise<Page<HelpRequest>> {
  const { ctx, input } = args;
  authorise(ctx, 'help-request:read');
  const { tenantId, userId } = ctx.principal;
  const isOwn = input.isOwn === true || !isAllowed(ctx.principal, 'help-request:manage');
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const rows = await inTransaction(ctx, ({ tx }) =>
    tx
      .select()
      .from(helpRequests)
      .where(
        and(
          eq(helpRequests.tenantId, tenantId),
          isOwn ? eq(helpRequests.userId, userId) : undefined,
          input.status === undefined ? undefined : eq(helpRequests.status, input.status),
          after === undefined ? undefined : lt(helpRequests.id, after),
        ),
      )
      .orderBy(desc(helpRequests.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, helpRequestView, (row) => encodeCursor('newest', row.id, row.id));
}
