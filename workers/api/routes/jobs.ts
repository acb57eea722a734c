import { createRoute, z } from '@hono/zod-openapi';
import { Job, JobList, ListJobsQuery } from '../../../contracts/job.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { cancelJob } from '../../domain/jobs/cancel-job.ts';
import { getJob } from '../../domain/jobs/get-job.ts';
import { listJobs } from '../../domain/jobs/list-jobs.ts';
import { retryJob } from '../../domain/jobs/retry-job.ts';
import { ctxOf, router } from '../api-env.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Jobs'];
const security = [{ bearer: [] }];
const permission = allow('job:manage');
const request = { params: z.object({ id: Uuid }) };
const jobResponse = (description: string) => ({ description, content: { 'application/json': { schema: Job } } });

const list = createRoute({
  method: 'get',
  path: '/v1/jobs',
  operationId: 'listJobs',
  summary: 'List jobs, newest first',
  tags,
  security,
  middleware: [permission] as const,
  request: { query: ListJobsQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: JobList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}',
  operationId: 'getJob',
  summary: 'Read a job with its progress, result and error',
  description: 'Progress also comes as `job_updated` events on the topic `notifications`.',
  tags,
  security,
  middleware: [permission] as const,
  request,
  responses: { 200: jobResponse('The job'), ...problemResponses(404, 422, ...COMMON_PROBLEMS) },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/cancel',
  operationId: 'cancelJob',
  summary: 'Cancel a job',
  description: 'Completed steps are kept; the remaining steps are dropped.',
  tags,
  security,
  middleware: [permission] as const,
  request,
  responses: { 200: jobResponse('Cancelled'), ...problemResponses(404, 409, 422, ...COMMON_PROBLEMS) },
});

const retry = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/retry',
  operationId: 'retryJob',
  summary: 'Resume a failed job',
  tags,
  security,
  middleware: [permission] as const,
  request,
  responses: { 200: jobResponse('Queued again'), ...problemResponses(404, 409, 422, ...COMMON_PROBLEMS) },
});

/** Work that outlives its request. */
export const jobRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listJobs({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(get, async (c) => c.json(await getJob({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(cancel, async (c) => c.json(await cancelJob({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(retry, async (c) => c.json(await retryJob({ ctx: ctxOf(c), input: c.req.valid('param') }), 200));
