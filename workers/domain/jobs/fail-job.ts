import { type Ctx, inTransaction } from '../context.ts';
import { changeJob } from './change-job.ts';
import { takeJob } from './load-job.ts';

/** Ends a job that its account may not do any more; somebody else may retry it. One that has ended already stays so. */
export async function failUnauthorised(ctx: Ctx, jobId: string): Promise<void> {
  const system: Ctx = { ...ctx, authority: 'system' };
  const error =
    'The account or API key that started this job lacks the permission. Retry the job with an account or key that has it.';
  await inTransaction(system, async (unit) => {
    const row = await takeJob(unit, jobId);
    if (row !== undefined) await changeJob(system, unit, row, { status: 'failed', error, finishedAt: ctx.clock.now() });
  });
}
