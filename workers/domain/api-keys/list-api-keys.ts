import { and, eq } from 'drizzle-orm';
import type { ApiKey } from '../../../contracts/api-key.ts';
import type { Page } from '../../../contracts/page.ts';
import { apiKeys } from '../../../schema/tables/tenants.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { apiKeyView } from './api-key-view.ts';

/** A page of the tenant's keys, newest first, including revoked keys, which the audit log names. */
export async function listApiKeys({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { limit: number; cursor?: string | undefined };
}): Promise<Page<ApiKey>> {
  authorise(ctx, 'api-key:manage');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, apiKeys.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.tenantId, tenantId), newest.isBehind)),
    ),
  );
  return newest.page(rows, apiKeyView);
}
