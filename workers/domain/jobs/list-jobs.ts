import { and, desc, eq, lt } from 'drizzle-orm';
import type { JobSummary, ListJobsQuery } from '../../../contracts/job.ts';
import type { Page } from '../../../contracts/page.ts';
import { jobs } from '../../../schema/tables/jobs.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { decodeCursor, encodeCursor, toPage } from '../cursor.ts';
import { jobSummary } from './job-view.ts';

/** A page of the tenant's jobs, newest first, without their lists of faults. */
export async function listJobs({ ctx, input }: { ctx: Ctx; input: ListJobsQuery }): Promise<Page<JobSummary>> {
  authorise(ctx, 'job:manage');
  const { tenantId } = ctx.principal;
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, 'newest').id;
  const rows = await ctx.db.single(scopeOf(ctx), (tx) =>
    tx
      .select()
      .from(jobs)
      .where(
        and(
          eq(jobs.tenantId, tenantId),
          input.status === undefined ? undefined : eq(jobs.status, input.status),
          after === undefined ? undefined : lt(jobs.id, after),
        ),
      )
      .orderBy(desc(jobs.id))
      .limit(input.limit + 1),
  );
  return toPage(rows, input.limit, jobSummary, (row) => encodeCursor('newest', row.id, row.id));
}
