import { count } from 'drizzle-orm';
import type { ReindexResult } from '../../contracts/job.ts';
import { chunks } from '../../schema/tables/search.ts';
import { authorise, type Ctx, inTransaction } from '../domain/context.ts';
import { changeJob } from '../domain/jobs/change-job.ts';
import { createJob } from '../domain/jobs/create-job.ts';
import { takeJob } from '../domain/jobs/load-job.ts';
import { embedNextBatch, isPending } from './embed-chunks.ts';
import { completeIndex, pruneVectors } from './search-index.ts';
import { refreshStatistics } from './search-statistics.ts';

/**
 * Starts moving the tenant to the embedding model of the configuration. Searches use the vectors that are there until
 * the new ones, which are made beside them, are complete.
 * @returns The id of the job.
 */
export async function startReindex({ ctx }: { ctx: Ctx }): Promise<string> {
  authorise(ctx, 'document:manage');
  return await inTransaction(ctx, async (unit) => {
    const [pending] = await unit.tx
      .select({ chunks: count() })
      .from(chunks)
      .where(isPending(unit.tenantId, ctx.embedder.id));
    const details = { model: ctx.embedder.id };
    const total = pending?.chunks ?? 0;
    return (await createJob(ctx, unit, { kind: 'reindex', subjectId: null, total, details })).id;
  });
}

/**
 * Makes the next vectors of a re-indexing job. What is still to be done is in the chunks themselves, so a crash, a
 * message that comes twice and another indexer cost nothing but work; the progress is written after each batch.
 * @returns `finished` when the tenant is searched by the new vectors; `released` when the job has ended,
 *   or another has it; `paused` when the budget does not pay for more, until the sweep comes by.
 */
export async function reindexNextBatch(ctx: Ctx, jobId: string): Promise<'more' | 'finished' | 'released' | 'paused'> {
  authorise(ctx, 'document:manage');
  const { tenantId } = ctx.principal;
  const batch = await embedNextBatch(ctx, tenantId, undefined);
  if (batch === 'finished') {
    await refreshStatistics(ctx, tenantId);
    await completeIndex(ctx, tenantId);
    await pruneVectors(ctx, tenantId);
  }
  return await inTransaction(ctx, async (unit) => {
    const job = await takeJob(unit, jobId);
    if (job === undefined) return 'released';
    if (batch === 'paused') {
      // Waiting for the budget is no failed try.
      await changeJob(ctx, unit, job, { attempts: 0 });
      return 'paused';
    }
    const before = job.result !== null && 'embedded' in job.result ? job.result.embedded : 0;
    if (batch === 'finished') {
      const result: ReindexResult = { model: ctx.embedder.id, embedded: before };
      const end = { done: job.total, attempts: 0, status: 'succeeded', finishedAt: ctx.clock.now() } as const;
      await changeJob(ctx, unit, job, { ...end, result });
      return 'finished';
    }
    const result: ReindexResult = { model: ctx.embedder.id, embedded: before + batch.asked };
    // Texts that came meanwhile are embedded too, beyond the count of the beginning.
    const done = Math.min(job.total, job.done + batch.looked);
    await changeJob(ctx, unit, job, { done, result, attempts: 0 });
    return 'more';
  });
}
