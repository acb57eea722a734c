import { and, eq } from 'drizzle-orm';
import { jobs } from '../../../schema/tables/jobs.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { appendEvent } from '../outbox/append-event.ts';
import { type JobRow, jobSummary } from './job-view.ts';

/** Events that a job's progress may cause, whatever its size: one each two percent. */
const PROGRESS_STEPS = 50;

/**
 * Writes a change to a job whose row the caller has locked. Its event goes with it when there is news: another
 * status, or another two percent.
 */
export async function changeJob(ctx: Ctx, unit: UnitOfWork, row: JobRow, change: Partial<JobRow>): Promise<JobRow> {
  const next = { ...row, ...change, updatedAt: ctx.clock.now() };
  await unit.tx
    .update(jobs)
    .set({ ...change, updatedAt: next.updatedAt })
    .where(and(eq(jobs.tenantId, unit.tenantId), eq(jobs.id, row.id)));
  if (next.status !== row.status || step(next) !== step(row)) await appendJobEvent(ctx, unit, next);
  return next;
}

export async function appendJobEvent(ctx: Ctx, unit: UnitOfWork, row: JobRow): Promise<void> {
  appendEvent(ctx, unit, {
    type: 'job_updated',
    aggregateId: row.id,
    audienceUserId: row.userId,
    data: { job: jobSummary(row) },
  });
}

const step = ({ done, total }: JobRow): number => (total === 0 ? 0 : Math.floor((done * PROGRESS_STEPS) / total));
