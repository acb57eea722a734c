import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Role } from '../../contracts/identity.ts';
import type { Job, JobResult } from '../../contracts/job.ts';
import { bytes, instant, tenantId } from './columns.ts';

export const jobs = pgTable('jobs', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  userId: uuid('user_id').notNull(),
  userRoles: text('user_roles').array().$type<Role[]>().notNull(),
  kind: text('kind').$type<Job['kind']>().notNull(),
  /** The resource of the job; null when it is about the whole tenant. */
  subjectId: uuid('subject_id'),
  status: text('status').$type<Job['status']>().notNull(),
  done: integer('done').notNull().default(0),
  total: integer('total').notNull(),
  result: jsonb('result').$type<JobResult>(),
  error: text('error'),
  attempts: integer('attempts').notNull().default(0),
  requestId: text('request_id').notNull(),
  traceparent: text('traceparent').notNull(),
  createdAt: instant('created_at').notNull(),
  startedAt: instant('started_at'),
  finishedAt: instant('finished_at'),
  updatedAt: instant('updated_at').notNull(),
});

export const importChunks = pgTable(
  'import_chunks',
  {
    tenantId: tenantId(),
    jobId: uuid('job_id').notNull(),
    seq: integer('seq').notNull(),
    firstLine: integer('first_line').notNull(),
    lines: bytes('lines').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.jobId, table.seq] })],
);
