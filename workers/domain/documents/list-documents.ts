import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm';
import type { DocumentSummary, ListDocumentsQuery } from '../../../contracts/document.ts';
import type { Page } from '../../../contracts/page.ts';
import { documents } from '../../../schema/tables/search.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
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
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const { text, ...columns } = getTableColumns(documents);
  const rows = await ctx.db.transaction(scopeOf(ctx), (tx) =>
    tx
      .select({ ...columns, characters: sql<number>`char_length(${text})` })
      .from(documents)
      .where(
        and(
          eq(documents.tenantId, tenantId),
          input.visibility === undefined ? undefined : eq(documents.visibility, input.visibility),
          after === undefined ? undefined : lt(documents.id, after),
        ),
      )
      .orderBy(desc(documents.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, documentSummary, (row) => encodeCursor('newest', row.id, row.id));
}
