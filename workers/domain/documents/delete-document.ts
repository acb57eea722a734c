import { and, eq } from 'drizzle-orm';
import { chunks, documents } from '../../../schema/tables/search.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import type { IfVersion } from '../require-version.ts';
import { isDocument, lockDocument } from './find-document.ts';

/**
 * Removes a document and all that is searched of it. A job that was to ingest it finds it gone and ends.
 * @throws {ProblemError} `not_found`, `precondition_failed`.
 */
export async function deleteDocument({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string; ifVersion?: IfVersion };
}): Promise<void> {
  authorise(ctx, 'document:manage');
  await inTransaction(ctx, async (unit) => {
    const { id } = await lockDocument(unit, input);
    await unit.tx.delete(chunks).where(and(eq(chunks.tenantId, unit.tenantId), eq(chunks.documentId, id)));
    await unit.tx.delete(documents).where(isDocument(unit.tenantId, id));
    recordAudit(ctx, unit, { action: 'document.deleted', resourceType: 'document', resourceId: id });
  });
}
