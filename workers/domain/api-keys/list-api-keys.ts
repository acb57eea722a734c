import { and, desc, eq, lt } from 'drizzle-orm';
import type { ApiKey } from '../../../contracts/api-key.ts';
import type { Page } from '../../../contracts/page.ts';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { apiKeyView } from './api-key-view.ts';

/** A page of the tenant's keys, newest first, those that were revoked included: the audit log names them. */
export async function listApiKeys(args: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined };
}): Promise<Page<ApiKey>> {
  const { ctx, input } = args;
  authorise(ctx, 'api-key:manage');
  const { tenantId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const rows = await ctx.db.single(scopeOf(ctx), (tx) =>
    tx
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.tenantId, tenantId), after === undefined ? undefined : lt(apiKeys.id, after)))
      .orderBy(desc(apiKeys.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, apiKeyView, (row) => encodeCursor('newest', row.id, row.id));
}
