import { documents } from '../../../schema/tables/search.ts';
import { newId } from '../../platform/ids.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { createJob } from '../jobs/create-job.ts';
import type { DocumentRow } from './document-view.ts';
import { isDocument } from './find-document.ts';

export type DocumentFields = Pick<DocumentRow, 'title' | 'format' | 'visibility' | 'text' | 'contentHash'>;

/**
 * Writes what differs of a locked document, and nothing when nothing does. Another title or text is ingested by a new
 * job, and until that is done the chunks that are there are searched; who may read it changes at once.
 */
export async function changeDocument(
  ctx: Ctx,
  unit: UnitOfWork,
  current: DocumentRow,
  fields: DocumentFields,
): Promise<DocumentRow> {
  const changed = (['title', 'format', 'visibility', 'contentHash'] as const).filter(
    (name) => fields[name] !== current[name],
  );
  if (changed.length === 0) return current;
  const isSearchedAnew = changed.some((name) => name !== 'visibility');
  const jobId = isSearchedAnew ? newId() : current.jobId;
  const [row] = await unit.tx
    .update(documents)
    .set({
      ...fields,
      jobId,
      status: isSearchedAnew ? 'pending' : current.status,
      version: current.version + 1,
      updatedAt: ctx.clock.now(),
    })
    .where(isDocument(unit.tenantId, current.id))
    .returning();
  if (row === undefined) throw new Error('a locked document vanished');
  if (isSearchedAnew) await createJob(ctx, unit, { id: jobId, kind: 'ingest_document', subjectId: row.id, total: 1 });
  const details = { fields: changed.map((name) => (name === 'contentHash' ? 'content' : name)), version: row.version };
  recordAudit(ctx, unit, { action: 'document.updated', resourceType: 'document', resourceId: row.id, details });
  return row;
}
