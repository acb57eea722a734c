import {
  DeadLetter,
  DeadLetterList,
  ListDeadLettersQuery,
  MAX_REPLAYS,
  ReplayDeadLetters,
  ReplaysAccepted,
} from '../../../contracts/dead-letter.ts';
import { dropDeadLetter } from '../../domain/dead-letters/drop-dead-letter.ts';
import { getDeadLetter } from '../../domain/dead-letters/get-dead-letter.ts';
import { listDeadLetters } from '../../domain/dead-letters/list-dead-letters.ts';
import { replayDeadLetter } from '../../domain/dead-letters/replay-dead-letter.ts';
import { replayDeadLetters } from '../../domain/dead-letters/replay-dead-letters.ts';
import { ctxOf, router } from '../api-env.ts';
import { idParams, json, operation, optionalJsonBody } from '../operation.ts';

const tag = 'Dead letters';
const request = { params: idParams };

const list = operation({
  method: 'get',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'List dead letters, newest first',
  tag,
  permission: 'dead-letter:manage',
  request: { query: ListDeadLettersQuery },
  responses: { 200: json('A page of dead letters', DeadLetterList) },
});

const get = operation({
  method: 'get',
  path: '/v1/dead-letters/{id}',
  operationId: 'getDeadLetter',
  summary: 'Read a dead letter with its errors and replays',
  tag,
  permission: 'dead-letter:manage',
  request,
  responses: { 200: json('The dead letter', DeadLetter) },
});

const replay = operation({
  method: 'post',
  path: '/v1/dead-letters/{id}/replay',
  operationId: 'replayDeadLetter',
  summary: 'Replay a dead letter',
  description:
    'The dead letter is `resolved` once its consumer has succeeded. If it fails again it is `open` again, with one more entry in its history. When two replays run at once, one answers 409.',
  tag,
  permission: 'dead-letter:manage',
  request,
  problems: [409],
  responses: { 202: json('The dead letter, now `replaying`', DeadLetter) },
});

const replayMany = operation({
  method: 'post',
  path: '/v1/dead-letters/replay',
  operationId: 'replayDeadLetters',
  summary: 'Replay dead letters',
  description: `Replays the oldest ${MAX_REPLAYS} open dead letters that match the body; without a body, of all queues. Repeat the request while some remain.`,
  tag,
  permission: 'dead-letter:manage',
  request: { body: optionalJsonBody(ReplayDeadLetters) },
  responses: { 202: json('How many were replayed, and how many remain', ReplaysAccepted) },
});

const drop = operation({
  method: 'delete',
  path: '/v1/dead-letters/{id}',
  operationId: 'dropDeadLetter',
  summary: 'Delete a dead letter',
  description: 'The audit log records who did it.',
  tag,
  permission: 'dead-letter:manage',
  request,
  problems: [409],
  responses: { 204: { description: 'Deleted' } },
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
