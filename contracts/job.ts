import { z } from 'zod';
import { PageQuery, page } from './page.ts';
import { Timestamp, Uuid } from './text.ts';

const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
const JobStatus = z.enum(JOB_STATUSES).meta({ id: 'JobStatus' });

/** The most bytes and non-empty lines of an import. */
export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;
/** Lower for CSV, because a CSV file is held in memory as a whole. */
export const MAX_CSV_BYTES = 5 * 1024 * 1024;
export const MAX_IMPORT_LINES = 200_000;
/** Further faults are counted but not listed. */
export const MAX_IMPORT_ERRORS = 1_000;

const counts = {
  created: z.int().min(0),
  updated: z.int().min(0),
  unchanged: z.int().min(0).meta({ description: 'Lines that change nothing' }),
  failed: z.int().min(0).meta({ description: 'Lines that were refused. The other lines are imported' }),
};

export const ImportCounts = z.object(counts).meta({ id: 'ImportCounts' });
export type ImportCounts = z.infer<typeof ImportCounts>;

export const ImportError = z
  .object({
    line: z.int().min(1).meta({ description: 'Line number in the file, from 1, counting empty lines' }),
    path: z.string().meta({ description: 'Path of the invalid field. Empty: the whole line' }),
    message: z.string(),
  })
  .meta({ id: 'ImportError' });
export type ImportError = z.infer<typeof ImportError>;

export const ImportResult = z
  .object({
    ...counts,
    errors: z.array(ImportError).meta({
      description: `The first ${MAX_IMPORT_ERRORS} errors, in the order of the lines; CSV rows that are no product come first`,
    }),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.infer<typeof ImportResult>;

const IngestResult = z
  .object({ chunks: z.int().min(0).meta({ description: 'Number of chunks that the document was split into' }) })
  .meta({ id: 'IngestResult' });

export const ReindexResult = z
  .object({
    model: z.string().meta({ description: 'The embedding model' }),
    embedded: z
      .int()
      .min(0)
      .meta({ description: 'Number of texts that were embedded. The others had a vector already' }),
  })
  .meta({ id: 'ReindexResult' });
export type ReindexResult = z.infer<typeof ReindexResult>;

const JOB_KINDS = ['import_products', 'ingest_document', 'reindex'] as const;

const fields = {
  id: Uuid,
  user_id: Uuid.meta({ description: 'The user who started the job' }),
  kind: z.enum(JOB_KINDS),
  subject_id: Uuid.nullable().meta({ description: 'The document that the job ingests. Null for other jobs' }),
  status: JobStatus,
  progress: z.object({ done: z.int().min(0), total: z.int().min(0) }),
  error: z.string().nullable().meta({ description: 'Error of the failed job' }),
  attempts: z.int().min(0).meta({ description: 'Attempts since the last progress. The job fails after five' }),
  created_at: Timestamp,
  started_at: Timestamp.nullable(),
  finished_at: Timestamp.nullable(),
  updated_at: Timestamp,
};

/** A job without the list of faults, which can be long: what lists and events carry. */
export const JobSummary = z
  .object({ ...fields, result: z.union([ImportCounts, IngestResult, ReindexResult, z.null()]) })
  .meta({ id: 'JobSummary' });
export type JobSummary = z.infer<typeof JobSummary>;

export const JobResult = z.union([ImportResult, IngestResult, ReindexResult]);
export type JobResult = z.infer<typeof JobResult>;

export const Job = z.object({ ...fields, result: z.union([...JobResult.options, z.null()]) }).meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

export const JobList = page(JobSummary, 'JobList');

export const ListJobsQuery = z.strictObject({ ...PageQuery, status: JobStatus.optional() });
export type ListJobsQuery = z.infer<typeof ListJobsQuery>;

export const JobAccepted = z.object({ job_id: Uuid }).meta({ id: 'JobAccepted' });
