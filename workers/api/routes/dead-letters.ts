import { createRoute, z } from '@hono/zod-openapi';
import {
  DeadLetter,
  DeadLetterList,
  ListDeadLettersQuery,
  MAX_REPLAYS,
  ReplayDeadLetters,
  ReplaysAccepted,
} from '../../../contracts/dead-letter.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { dropDeadLetter } from '../../domain/dead-letters/drop-dead-letter.ts';
import { getDeadLetter } from '../../domain/dead-letters/get-dead-letter.ts';
import { listDeadLetters } from '../../domain/dead-letters/list-dead-letters.ts';
import { replayDeadLetter } from '../../domain/dead-letters/replay-dead-letter.ts';
import { replayDeadLetters } from '../../domain/dead-letters/replay-dead-letters.ts';
import { ctxOf, router } from '../api-env.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Dead letters'];
const security = [{ bearer: [] }];
const permission = allow('dead-letter:manage');
const request = { params: z.object({ id: Uuid }) };
const letterResponse = (description: string) => ({
  description,
  content: { 'application/json': { schema: DeadLetter } },
});

const list = createRoute({
  method: 'get',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'List dead letters, newest first',
  tags,
  security,
  middleware: [permission] as const,
  request: { query: ListDeadLettersQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: DeadLetterList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/dead-letters/{id}',
  operationId: 'getDeadLetter',
  summary: 'Read a dead letter with its errors and replays',
  tags,
  security,
  middleware: [permission] as const,
  request,
  responses: { 200: letterResponse('The dead letter'), ...problemResponses(404, 422, ...COMMON_PROBLEMS) },
});

const replay = createRoute({
  method: 'post',
  path: '/v1/dead-letters/{id}/replay',
  operationId: 'replayDeadLetter',
  summary: 'Replay a dead letter',
  description:
    'The dead letter is `resolved` once its consumer has succeeded. If it fails again it is `open` again, with one more entry in its history. When two replays run at once, one answers 409.',
  tags,
  security,
  middleware: [permission] as const,
  request,
  responses: { 202: letterResponse('Sent'), ...problemResponses(404, 409, 422, ...COMMON_PROBLEMS) },
});

const replayMany = createRoute({
  method: 'post',
  path: '/v1/dead-letters/replay',
  operationId: 'replayDeadLetters',
  summary: 'Replay dead letters',
  description: `Replays the oldest ${MAX_REPLAYS} open dead letters that match the body; without a body, of all queues. Repeat the request while some remain.`,
  tags,
  security,
  middleware: [permission] as const,
  request: { body: { required: false, content: { 'application/json': { schema: ReplayDeadLetters } } } },
  responses: {
    202: { description: 'Sent', content: { 'application/json': { schema: ReplaysAccepted } } },
    ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const drop = createRoute({
  method: 'delete',
  path: '/v1/dead-letters/{id}',
  operationId: 'dropDeadLetter',
  summary: 'Delete a dead letter',
  description: 'The audit log records who did it.',
  tags,
  security,
  middleware: [permission] as const,
  request,
  responses: { 204: { description: 'Gone' }, ...problemResponses(404, 409, 422, ...COMMON_PROBLEMS) },
});

/** Messages that the worker pool gave up. */
export const deadLetterRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listDeadLetters({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(get, async (c) => c.json(await getDeadLetter({ ctx: ctxOf(c), input: c.req.valid('param') }), 200))
    .openapi(replayMany, async (c) =>
      c.json(await replayDeadLetters({ ctx: ctxOf(c), input: c.req.valid('json') }), 202),
    )
    .openapi(replay, async (c) => c.json(await replayDeadLetter({ ctx: ctxOf(c), input: c.req.valid('param') }), 202))
    .openapi(drop, async (c) => {
      await dropDeadLetter({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.body(null, 204);
    });
