import { jobs } from '../../../schema/tables/jobs.ts';
import { newId } from '../../platform/ids.ts';
import { type AuditDetails, recordAudit } from '../audit/record-audit.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { appendJobEvent } from './change-job.ts';
import type { JobRow } from './job-view.ts';

/**
 * Writes a job with its event, its audit row and its input, and wakes the worker pool after the commit.
 * @param job.id Chosen by the caller when another row refers to it first.
 */
export async function createJob(
  ctx: Ctx,
  unit: UnitOfWork,
  job: Pick<JobRow, 'kind' | 'subjectId' | 'total'> &
    Partial<Pick<JobRow, 'done' | 'result'>> & { id?: string; details?: AuditDetails },
): Promise<JobRow> {
  const now = ctx.clock.now();
  const { id = newId(), details = {}, ...columns } = job;
  const [row] = await unit.tx
    .insert(jobs)
    .values({
      id,
      tenantId: unit.tenantId,
      userId: ctx.principal.userId,
      userRoles: ctx.principal.roles,
      ...columns,
      status: 'queued',
      requestId: ctx.trace.requestId,
      traceparent: ctx.trace.traceparent,
      createdAt: now,
      updatedAt: now,
    })
    .returning();
  if (row === undefined) throw new Error('the insert returned no row');
  await appendJobEvent(ctx, unit, row);
  recordAudit(ctx, unit, { action: 'job.created', resourceType: 'job', resourceId: row.id, details });
  unit.afterCommit(() => ctx.nudgeJob(unit.tenantId, row.id));
  return row;
}
