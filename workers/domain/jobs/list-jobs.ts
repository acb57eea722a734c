import { and, eq } from 'drizzle-orm';
import type { JobSummary, ListJobsQuery } from '../../../contracts/job.ts';
import type { Page } from '../../../contracts/page.ts';
import { jobs } from '../../../schema/tables/jobs.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { newestFirst } from '../cursor.ts';
import { jobSummary } from './job-view.ts';

/** A page of the tenant's jobs, newest first, without their lists of faults. */
export async function listJobs({ ctx, input }: { ctx: Ctx; input: ListJobsQuery }): Promise<Page<JobSummary>> {
  authorise(ctx, 'job:manage');
  const { tenantId } = ctx.principal;
  const newest = newestFirst(input, jobs.id);
  const rows = await read(ctx, ({ tx }) =>
    newest.of(
      tx
        .select()
        .from(jobs)
        .where(
          and(
            eq(jobs.tenantId, tenantId),
            input.status === undefined ? undefined : eq(jobs.status, input.status),
            newest.isBehind,
          ),
        ),
    ),
  );
  return newest.page(rows, jobSummary);
}
