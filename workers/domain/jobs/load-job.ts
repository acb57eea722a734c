import { and, eq } from 'drizzle-orm';
import { jobs } from '../../../schema/tables/jobs.ts';
import type { Unit, UnitOfWork } from '../context.ts';
import { requireRow } from '../require-row.ts';
import type { JobRow } from './job-view.ts';

const isJob = (tenantId: string, id: string) => and(eq(jobs.tenantId, tenantId), eq(jobs.id, id));

/** @throws {ProblemError} `not_found`. */
export async function loadJob(unit: Unit, id: string): Promise<JobRow> {
  const [row] = await unit.tx.select().from(jobs).where(isJob(unit.tenantId, id));
  requireRow(row, 'job');
  return row;
}

/**
 * The job, locked until the transaction ends: waits for a step that is being done.
 * @throws {ProblemError} `not_found`.
 */
export async function lockJob(unit: UnitOfWork, id: string): Promise<JobRow> {
  const [row] = await unit.tx.select().from(jobs).where(isJob(unit.tenantId, id)).for('update');
  requireRow(row, 'job');
  return row;
}

/** Locks the job if it is unfinished and unlocked, so that the second of two messages does nothing. */
export async function takeJob(unit: UnitOfWork, id: string): Promise<JobRow | undefined> {
  const [row] = await unit.tx.select().from(jobs).where(isJob(unit.tenantId, id)).for('update', { skipLocked: true });
  return row !== undefined && isUnfinished(row) ? row : undefined;
}

export const isUnfinished = ({ status }: Pick<JobRow, 'status'>): boolean =>
  status === 'queued' || status === 'running';
