import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import type { DocumentSummary, ListDocumentsQuery } from '../../../contracts/document.ts';
import type { Page } from '../../../contracts/page.ts';
import { documents } from '../../../schema/tables/search.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { documentSummary } from './document-view.ts';

/** A page of the tenant's documents, newest first, without their texts. */
export async function listDocuments({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ListDocumentsQuery;
}): Promise<Page<DocumentSummary>> {
  authorise(ctx, 'document:manage');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, documents.id);
  const { text, ...columns } = getTableColumns(documents);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select({ ...columns, characters: sql<number>`char_length(${text})` })
        .from(documents)
        .where(
          and(
            eq(documents.tenantId, tenantId),
            input.visibility === undefined ? undefined : eq(documents.visibility, input.visibility),
            newest.isBehind,
          ),
        ),
    ),
  );
  return newest.page(rows, documentSummary);
}
