import { Job, JobList, ListJobsQuery } from '../../../contracts/job.ts';
import { cancelJob } from '../../domain/jobs/cancel-job.ts';
import { getJob } from '../../domain/jobs/get-job.ts';
import { listJobs } from '../../domain/jobs/list-jobs.ts';
import { retryJob } from '../../domain/jobs/retry-job.ts';
import { ctxOf, router } from '../api-env.ts';
import { idParams, json, operation } from '../operation.ts';

const tag = 'Jobs';
const request = { params: idParams };

const list = operation({
  method: 'get',
  path: '/v1/jobs',
  operationId: 'listJobs',
  summary: 'List jobs, newest first',
  tag,
  permission: 'job:manage',
  request: { query: ListJobsQuery },
  responses: { 200: json('A page of jobs', JobList) },
});

const get = operation({
  method: 'get',
  path: '/v1/jobs/{id}',
  operationId: 'getJob',
  summary: 'Read a job with its progress, result and error',
  description: 'Progress also comes as `job_updated` events on the topic `notifications`.',
  tag,
  permission: 'job:manage',
  request,
  responses: { 200: json('The job', Job) },
});

const cancel = operation({
  method: 'post',
  path: '/v1/jobs/{id}/cancel',
  operationId: 'cancelJob',
  summary: 'Cancel a job',
  description: 'Completed steps are kept; the remaining steps are dropped.',
  tag,
  permission: 'job:manage',
  request,
  problems: [409],
  responses: { 200: json('The cancelled job', Job) },
});

const retry = operation({
  method: 'post',
  path: '/v1/jobs/{id}/retry',
  operationId: 'retryJob',
  summary: 'Resume a failed job',
  tag,
  permission: 'job:manage',
  request,
  problems: [409],
  responses: { 200: json('The job, queued again', Job) },
});

/** Work that outlives its request. */
export const jobRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listJobs({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(get, async (c) => c.json(await getJob({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(cancel, async (c) => c.json(await cancelJob({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(retry, async (c) => c.json(await retryJob({ ctx: ctxOf(c), input: c.req.valid('param') }), 200));
