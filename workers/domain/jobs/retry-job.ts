import type { Job } from '../../../contracts/job.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { changeJob } from './change-job.ts';
import { jobView } from './job-view.ts';
import { lockJob } from './load-job.ts';

/**
 * Continues a failed job where it stopped, from now on for the caller.
 * @throws {ProblemError} `not_found`, or `conflict` when it has not failed.
 */
export async function retryJob({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Job> {
  authorise(ctx, 'job:manage');
  return await inTransaction(ctx, async (unit) => {
    const row = await lockJob(unit, input.id);
    if (row.status !== 'failed')
      throw new ProblemError('conflict', `The job is ${row.status}. Only a failed job can be retried.`);
    const { userId, roles: userRoles } = ctx.principal;
    const queued = { status: 'queued' as const, attempts: 0, error: null, finishedAt: null };
    const next = await changeJob(ctx, unit, row, { ...queued, userId, userRoles });
    recordAudit(ctx, unit, { action: 'job.retried', resourceType: 'job', resourceId: row.id });
    unit.afterCommit(() => ctx.nudgeJob(unit.tenantId, row.id));
    return jobView(next);
  });
}
