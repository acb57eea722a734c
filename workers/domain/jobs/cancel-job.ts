import { and, eq } from 'drizzle-orm';
import type { Job } from '../../../contracts/job.ts';
import { importChunks } from '../../../schema/tables/jobs.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { changeJob } from './change-job.ts';
import { jobView } from './job-view.ts';
import { isUnfinished, lockJob } from './load-job.ts';

/**
 * Ends a job between two steps: finished work stays, the rest is dropped.
 * @throws {ProblemError} `not_found`, or `conflict` when it has ended.
 */
export async function cancelJob({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Job> {
  authorise(ctx, 'job:manage');
  return await inTransaction(ctx, async (unit) => {
    const row = await lockJob(unit, input.id);
    if (!isUnfinished(row))
      throw new ProblemError('conflict', `The job is already ${row.status} and cannot be cancelled.`);
    await unit.tx
      .delete(importChunks)
      .where(and(eq(importChunks.tenantId, unit.tenantId), eq(importChunks.jobId, row.id)));
    const next = await changeJob(ctx, unit, row, { status: 'cancelled', finishedAt: ctx.clock.now() });
    recordAudit(ctx, unit, { action: 'job.cancelled', resourceType: 'job', resourceId: row.id });
    // Finished work still needs embedding.
    if (row.done > 0) unit.afterCommit(() => ctx.nudgeIndexer(unit.tenantId));
    return jobView(next);
  });
}
