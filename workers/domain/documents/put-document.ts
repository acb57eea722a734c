import { and, eq } from 'drizzle-orm';
import type { CreateDocument, Document } from '../../../contracts/document.ts';
import { documents } from '../../../schema/tables/search.ts';
import { newId, sha256Hex } from '../../platform/ids.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { createJob } from '../jobs/create-job.ts';
import { changeDocument } from './change-document.ts';
import { cleanDocument } from './clean/clean-document.ts';
import { documentView } from './document-view.ts';

/**
 * Stores a document with a job that ingests it. A document with the same `source_id`, or without one the same content,
 * is replaced if it differs.
 * @returns Whether the document is new.
 * @throws {ProblemError} `invalid_request` when it has no words.
 */
export async function putDocument({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: CreateDocument;
}): Promise<{ document: Document; isNew: boolean }> {
  authorise(ctx, 'document:manage');
  const { text, title: ownTitle } = cleanDocument(input);
  const contentHash = await documentHash(input);
  const sourceId = input.source_id ?? `sha256:${contentHash}`;
  const fields = {
    title: input.title ?? ownTitle,
    format: input.format,
    visibility: input.visibility,
    text,
    contentHash,
  };
  return await inTransaction(ctx, async (unit) => {
    const now = ctx.clock.now();
    const jobId = newId();
    const [made] = await unit.tx
      .insert(documents)
      .values({
        id: newId(),
        tenantId: unit.tenantId,
        sourceId,
        ...fields,
        status: 'pending',
        jobId,
        createdAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing({ target: [documents.tenantId, documents.sourceId] })
      .returning();
    if (made !== undefined) {
      await createJob(ctx, unit, { id: jobId, kind: 'ingest_document', subjectId: made.id, total: 1 });
      recordAudit(ctx, unit, { action: 'document.created', resourceType: 'document', resourceId: made.id });
      return { document: documentView(made), isNew: true };
    }
    const [known] = await unit.tx
      .select()
      .from(documents)
      .where(and(eq(documents.tenantId, unit.tenantId), eq(documents.sourceId, sourceId)))
      .for('update');
    if (known === undefined) throw new Error('a document that was in the way vanished');
    return { document: documentView(await changeDocument(ctx, unit, known, fields)), isNew: false };
  });
}

/** A hash of what was posted, to recognise a repeat. */
export const documentHash = ({ format, content }: Pick<CreateDocument, 'format' | 'content'>): Promise<string> =>
  sha256Hex(`${format}\n${content}`);
