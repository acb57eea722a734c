import type { Job } from '../../../contracts/job.ts';
import { authorise, type Ctx, scopeOf } from '../context.ts';
import { jobView } from './job-view.ts';
import { loadJob } from './load-job.ts';

/** @throws {ProblemError} `not_found`. */
export async function getJob({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Job> {
  authorise(ctx, 'job:manage');
  const { tenantId } = ctx.principal;
  return jobView(await ctx.db.transaction(scopeOf(ctx), (tx) => loadJob({ tx, tenantId }, input.id)));
}
