import type { Document } from '../../../contracts/document.ts';
import { documents } from '../../../schema/tables/search.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { documentView } from './document-view.ts';
import { isDocument } from './find-document.ts';

/** @throws {ProblemError} `not_found`. */
export async function getDocument({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Document> {
  authorise(ctx, 'document:manage');
  const { tenantId } = ctx.principal;
  const [row] = await ctx.db.transaction(scopeOf(ctx), (tx) =>
    tx.select().from(documents).where(isDocument(tenantId, input.id)),
  );
  if (row === undefined) throw new ProblemError('not_found', 'There is no such document.');
  return documentView(row);
}
