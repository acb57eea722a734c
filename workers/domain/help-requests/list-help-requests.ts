import { and, eq } from 'drizzle-orm';
import type { HelpRequest, HelpStatus } from '../../../contracts/help-request.ts';
import { isAllowed } from '../../../contracts/identity.ts';
import type { Page } from '../../../contracts/page.ts';
import { helpRequests } from '../../../schema/tables/help-requests.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { helpRequestView } from './help-request-view.ts';

/** A page of requests, newest first: everyone's for staff, their own for everyone else. */
export async function listHelpRequests({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined; status?: HelpStatus | undefined; isOwn?: boolean };
}): Promise<Page<HelpRequest>> {
  authorise(ctx, 'help-request:read');
  const { tenantId, userId } = ctx.principal;
  const isOwn = input.isOwn === true || !isAllowed(ctx.principal, 'help-request:manage');
  const newest = newestFirst(input, helpRequests.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(helpRequests)
        .where(
          and(
            eq(helpRequests.tenantId, tenantId),
            isOwn ? eq(helpRequests.userId, userId) : undefined,
            input.status === undefined ? undefined : eq(helpRequests.status, input.status),
            newest.isBehind,
          ),
        ),
    ),
  );
  return newest.page(rows, helpRequestView);
}
