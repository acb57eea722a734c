import type { Ctx, Services } from '../context.ts';
import { inTransaction } from '../context.ts';
import { changeJob } from './change-job.ts';
import type { JobRow } from './job-view.ts';
import { loadJob, takeJob } from './load-job.ts';

/** Tries in a row that may end without a step done. */
const MAX_TRIES = 5;
/** The principal of a job lives as long as the try. */
const TRY_SECONDS = 15 * 60;

/**
 * Counts an attempt before it starts, so that one that dies with its runtime counts too, and creates the context of the
 * job: of its account, in the trace of its request.
 * @returns Undefined when the job has ended, has failed for good, or belongs to another message.
 * @throws {ProblemError} `not_found`.
 */
export async function beginTry(
  services: Services,
  { tenantId, jobId }: { tenantId: string; jobId: string },
): Promise<{ ctx: Ctx; job: JobRow } | undefined> {
  const job = await services.db.transaction({ systemWorkIn: tenantId }, (tx) => loadJob({ tx, tenantId }, jobId));
  const trace = { requestId: job.requestId, traceparent: job.traceparent };
  const expiresAt = Math.floor(services.clock.now().getTime() / 1000) + TRY_SECONDS;
  const principal = { tenantId, userId: job.userId, roles: job.userRoles, expiresAt };
  const ctx: Ctx = {
    ...services,
    trace,
    principal,
    authority: 'account',
    log: services.log.with({ request_id: trace.requestId }),
  };
  // Counting needs no right; the job's work does.
  const begun = await inTransaction({ ...ctx, authority: 'system' }, async (unit) => {
    const row = await takeJob(unit, jobId);
    if (row === undefined) return undefined;
    const now = ctx.clock.now();
    if (row.attempts >= MAX_TRIES) {
      ctx.log.error('job_failed', { tenant_id: tenantId, job_id: jobId, attempts: row.attempts });
      const error = `The job failed ${row.attempts} times without progress. The errors are logged with request_id ${trace.requestId}.`;
      await changeJob(ctx, unit, row, { status: 'failed', error, finishedAt: now });
      return undefined;
    }
    return await changeJob(ctx, unit, row, {
      status: 'running',
      attempts: row.attempts + 1,
      startedAt: row.startedAt ?? now,
    });
  });
  return begun === undefined ? undefined : { ctx, job: begun };
}
