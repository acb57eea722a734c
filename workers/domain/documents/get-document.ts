import type { Document } from '../../../contracts/document.ts';
import { documents } from '../../../schema/tables/search.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { requireRow } from '../require-row.ts';
import { documentView } from './document-view.ts';
import { isDocument } from './find-document.ts';

/** @throws {ProblemError} `not_found`. */
export async function getDocument({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Document> {
  authorise(ctx, 'document:manage');
  const { tenantId } = ctx.principal;
  const [row] = await read(ctx, ({ tx }) => tx.select().from(documents).where(isDocument(tenantId, input.id)));
  requireRow(row, 'document');
  return documentView(row);
}
