import { JobMessage } from '../../contracts/event.ts';
import type { Job } from '../../contracts/job.ts';
import { importNextChunk } from '../domain/catalog/import/import-next-chunk.ts';
import type { Ctx } from '../domain/context.ts';
import { beginTry } from '../domain/jobs/begin-try.ts';
import { failUnauthorised } from '../domain/jobs/fail-job.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { ingestDocument } from '../rag/ingest-document.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer, PoolDeps, StepOutcome } from './pool-deps.ts';

/** The most steps of a job in one message. Ten chunks are 5,000 lines, a few seconds. */
const MAX_STEPS = 10;
const MAX_MS = 10_000;

/** The step function of each kind of job. */
const STEPS: Record<Job['kind'], (ctx: Ctx, jobId: string, deps: PoolDeps) => Promise<StepOutcome>> = {
  import_products: importNextChunk,
  ingest_document: ingestDocument,
  reindex: (ctx, jobId, { reindexNextBatch }) => reindexNextBatch(ctx, jobId),
};

/**
 * Runs some steps of a job and requests another message when more remain, so that no invocation grows with the file.
 * Each step and its count are one transaction, so a message may be repeated, late or lost.
 */
export const runJob: Consumer = async ({ body }, deps) => {
  const { services } = deps;
  const message = JobMessage.safeParse(body);
  if (!message.success || message.data.kind !== 'run_job') {
    throw new PermanentError('the message is not a job to run', { cause: message.error });
  }
  const { tenant_id: tenantId, job_id: jobId } = message.data;
  const attempt = await beginTry(services, { tenantId, jobId }).catch((error: unknown) => {
    if (error instanceof ProblemError && error.code === 'not_found') throw new PermanentError('there is no such job');
    throw error;
  });
  if (attempt === undefined) return;
  const { ctx, job } = attempt;
  const startedAtMs = ctx.clock.now().getTime();
  let outcome: StepOutcome = 'more';
  for (let step = 0; outcome === 'more' && step < MAX_STEPS; step++) {
    if (ctx.clock.now().getTime() - startedAtMs > MAX_MS) break;
    outcome = await STEPS[job.kind](ctx, jobId, deps).catch(async (error: unknown) => {
      if (!(error instanceof ProblemError) || (error.status !== 401 && error.status !== 403)) throw error;
      await failUnauthorised(ctx, jobId);
      return 'released' as const;
    });
  }
  ctx.log.info('job_moved_on', { tenant_id: tenantId, job_id: jobId, outcome });
  if (outcome === 'more') services.nudgeJob(tenantId, jobId);
};
