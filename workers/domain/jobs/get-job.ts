import type { Job } from '../../../contracts/job.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { jobView } from './job-view.ts';
import { loadJob } from './load-job.ts';

/** @throws {ProblemError} `not_found`. */
export async function getJob({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Job> {
  authorise(ctx, 'job:manage');
  return jobView(await read(ctx, (unit) => loadJob(unit, input.id)));
}
