import type { ImportResult, Job, JobSummary } from '../../../contracts/job.ts';
import type { jobs } from '../../../schema/tables/jobs.ts';

export type JobRow = typeof jobs.$inferSelect;

/** A row as clients see it. */
export function jobView(row: JobRow): Job {
  return {
    id: row.id,
    user_id: row.userId,
    kind: row.kind,
    subject_id: row.subjectId,
    status: row.status,
    progress: { done: row.done, total: row.total },
    result: row.result,
    error: row.error,
    attempts: row.attempts,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    updated_at: row.updatedAt.toISOString(),
  };
}

/** The same without the list of faults, which may be far larger than an event may be. */
export function jobSummary(row: JobRow): JobSummary {
  const { result, ...job } = jobView(row);
  if (result === null || !('errors' in result)) return { ...job, result };
  const { errors: _errors, ...counts } = result;
  return { ...job, result: counts };
}

/** The result of an import so far; null before its first step. @throws {TypeError} for a job of another kind. */
export function importResultOf({ kind, result }: JobRow): ImportResult | null {
  if (result === null || 'errors' in result) return result;
  throw new TypeError(`a job of kind ${kind} has no result of an import`);
}
