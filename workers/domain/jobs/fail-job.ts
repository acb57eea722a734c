import { type Ctx, inTransaction } from '../context.ts';
import { changeJob } from './change-job.ts';
import { takeJob } from './load-job.ts';

/** Ends a job that its account may not do any more; somebody else may retry it. One that has ended already stays so. */
export async function failUnauthorised(ctx: Ctx, jobId: string): Promise<void> {
  const system: Ctx = { ...ctx, authority: 'system' };
  const error = 'The account or API key that asked for this may no longer do it. Retry it with one that may.';
  await inTransaction(system, async (unit) => {
    const row = await takeJob(unit, jobId);
    if (row !== undefined) await changeJob(system, unit, row, { status: 'failed', error, finishedAt: ctx.clock.now() });
  });
}
