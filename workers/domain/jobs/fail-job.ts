import { type Ctx, inTransaction } from '../context.ts';
import { changeJob } from './change-job.ts';
import { takeJob } from './load-job.ts';

/**
 * Fails a job whose account may no longer do the work; another account may retry it. A job that has ended stays as it is.
 */
export async function failUnauthorised(ctx: Ctx, jobId: string): Promise<void> {
  const system: Ctx = { ...ctx, authority: 'system' };
  const error =
    'The account or API key that started this job lacks the permission. Retry the job with an account or key that has it.';
  await inTransaction(system, async (unit) => {
    const row = await takeJob(unit, jobId);
    if (row !== undefined) await changeJob(system, unit, row, { status: 'failed', error, finishedAt: ctx.clock.now() });
  });
}
