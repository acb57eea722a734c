import { z } from 'zod';
import { PageQuery, page } from './page.ts';
import { Timestamp, Uuid } from './text.ts';

const DEAD_LETTER_STATUSES = ['open', 'replaying', 'resolved'] as const;
const DeadLetterStatus = z.enum(DEAD_LETTER_STATUSES).meta({ id: 'DeadLetterStatus' });

/** The most dead letters that one request replays; the response has the number left. */
export const MAX_REPLAYS = 500;
const MAX_IDS = 100;

const Queue = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'must be the name of a queue')
  .meta({ example: 'ragline-orders' });

export const DeadLetter = z
  .object({
    id: Uuid,
    queue: Queue,
    message_id: z.string().meta({
      description: 'The event’s id; for a job or a webhook endpoint, its kind and id; otherwise the queue’s message id',
    }),
    status: DeadLetterStatus.meta({
      description: '`replaying`: the message is in its queue again and has neither succeeded nor failed yet',
    }),
    error: z.string().meta({ description: 'Error of the last failure' }),
    attempts: z.int().min(0).meta({ description: 'Number of deliveries before the last failure' }),
    payload: z.record(z.string(), z.unknown()).meta({ description: 'The message as received' }),
    traceparent: z
      .string()
      .nullable()
      .meta({ description: 'W3C Trace Context of the request that caused the message' }),
    replays: z.int().min(0),
    history: z
      .array(z.object({ at: Timestamp, error: z.string(), attempts: z.int().min(0) }))
      .meta({ description: 'The last 20 failures, oldest first' }),
    created_at: Timestamp,
    updated_at: Timestamp.meta({ description: 'The dead letter is deleted 30 days after this time' }),
    replayed_at: Timestamp.nullable(),
    resolved_at: Timestamp.nullable(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterList = page(DeadLetter, 'DeadLetterList');

export const ListDeadLettersQuery = z.strictObject({
  ...PageQuery,
  queue: Queue.optional(),
  status: DeadLetterStatus.optional(),
});
export type ListDeadLettersQuery = z.infer<typeof ListDeadLettersQuery>;

export const ReplayDeadLetters = z
  .strictObject({
    ids: z.array(Uuid).min(1).max(MAX_IDS).optional(),
    queue: Queue.optional(),
  })
  .meta({ id: 'ReplayDeadLetters', description: 'Replays the open dead letters that match all conditions' });
export type ReplayDeadLetters = z.infer<typeof ReplayDeadLetters>;

export const ReplaysAccepted = z
  .object({
    replayed: z.int().min(0).meta({ description: 'Number of messages that were put back on their queues' }),
    remaining: z
      .int()
      .min(0)
      .meta({ description: `Number of matching dead letters that are still open. Repeat the request to replay them` }),
  })
  .meta({ id: 'ReplaysAccepted' });
export type ReplaysAccepted = z.infer<typeof ReplaysAccepted>;

/** Added to the body of a replayed message, so that its outcome reaches the same dead letter. */
export const Replayed = z.object({ dead_letter_id: Uuid });
