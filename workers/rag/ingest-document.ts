import { and, eq } from 'drizzle-orm';
import { chunks, documents } from '../../schema/tables/search.ts';
import type { Ctx } from '../domain/context.ts';
import { authorise, inTransaction } from '../domain/context.ts';
import type { DocumentRow } from '../domain/documents/document-view.ts';
import { isDocument } from '../domain/documents/find-document.ts';
import { changeJob } from '../domain/jobs/change-job.ts';
import { takeJob } from '../domain/jobs/load-job.ts';
import { newId } from '../platform/ids.ts';
import { chunkDocument } from './chunk-document.ts';

const ROWS_A_STATEMENT = 500;

/**
 * Ingests a document: its chunks, the inverted index and the job's end, in one transaction. What was searched before is
 * searched until it commits, and a crash leaves that as it was. Vectors follow by the indexer, and not for texts that
 * had one.
 * @returns `finished`; `released` when the job has ended, another has it, or the document is gone.
 */
export async function ingestDocument(ctx: Ctx, jobId: string): Promise<'finished' | 'released'> {
  authorise(ctx, 'document:manage');
  return await inTransaction(ctx, async (unit) => {
    const job = await takeJob(unit, jobId);
    if (job === undefined) return 'released';
    const now = ctx.clock.now();
    const [document] = await unit.tx
      .select()
      .from(documents)
      .where(isDocument(unit.tenantId, job.subjectId ?? jobId))
      .for('update');
    if (document === undefined) {
      await changeJob(ctx, unit, job, { status: 'cancelled', error: 'The document is gone.', finishedAt: now });
      return 'released';
    }
    const rows = chunkRows(document, now);
    await unit.tx.delete(chunks).where(and(eq(chunks.tenantId, unit.tenantId), eq(chunks.documentId, document.id)));
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
      await unit.tx.insert(chunks).values(rows.slice(at, at + ROWS_A_STATEMENT));
    }
    await unit.tx
      .update(documents)
      .set({ status: 'ready', chunkCount: rows.length, indexedAt: now })
      .where(isDocument(unit.tenantId, document.id));
    const result = { chunks: rows.length };
    await changeJob(ctx, unit, job, { done: job.total, result, attempts: 0, status: 'succeeded', finishedAt: now });
    unit.afterCommit(() => ctx.nudgeIndexer(unit.tenantId));
    return 'finished';
  });
}

/** The rows of a document's chunks. */
export function chunkRows(document: Pick<DocumentRow, 'id' | 'tenantId' | 'title' | 'format' | 'text'>, now: Date) {
  return chunkDocument(document.text, document.format !== 'text').map(({ heading, start, end }, position) => ({
    id: newId(),
    tenantId: document.tenantId,
    documentId: document.id,
    position,
    spanStart: start,
    spanEnd: end,
    heading,
    title: titleOf(document.title, heading),
    content: document.text.slice(start, end),
    updatedAt: now,
  }));
}

/** A document's title and the headings under it; documents often begin with their title as a heading. */
function titleOf(document: string, heading: string | null): string {
  if (heading === null) return document;
  return heading === document || heading.startsWith(`${document} › `) ? heading : `${document} › ${heading}`;
}
