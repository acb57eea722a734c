import { z } from 'zod';
import { PageQuery, page } from './page.ts';
import { Timestamp, Uuid } from './text.ts';

export const DEAD_LETTER_STATUSES = ['open', 'replaying', 'resolved'] as const;
export const DeadLetterStatus = z.enum(DEAD_LETTER_STATUSES).meta({ id: 'DeadLetterStatus' });

/** Replayed by one request; what is left over is told in its answer. */
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
      description: 'Of an event its id, of a job or a webhook endpoint its kind and id; else the one of the queue',
    }),
    status: DeadLetterStatus.meta({
      description: '`replaying`: it is on its queue again, and has neither succeeded nor failed yet',
    }),
    error: z.string().meta({ description: 'Why it was given up the last time' }),
    attempts: z.int().min(0).meta({ description: 'Deliveries before it was given up the last time' }),
    payload: z.record(z.string(), z.unknown()).meta({ description: 'The message as it came' }),
    traceparent: z.string().nullable().meta({ description: 'Of the request that caused the message' }),
    replays: z.int().min(0),
    history: z
      .array(z.object({ at: Timestamp, error: z.string(), attempts: z.int().min(0) }))
      .meta({ description: 'Each time it was given up, oldest first; the last 20' }),
    created_at: Timestamp,
    updated_at: Timestamp.meta({ description: 'It is deleted 30 days after' }),
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
  .meta({ id: 'ReplayDeadLetters', description: 'Those that fit all that is named, and are open' });
export type ReplayDeadLetters = z.infer<typeof ReplayDeadLetters>;

export const ReplaysAccepted = z
  .object({
    replayed: z.int().min(0).meta({ description: 'Put back on their queues' }),
    remaining: z
      .int()
      .min(0)
      .meta({ description: `Open ones that fit too: beyond ${MAX_REPLAYS}, or not sent. Ask again` }),
  })
  .meta({ id: 'ReplaysAccepted' });
export type ReplaysAccepted = z.infer<typeof ReplaysAccepted>;

/** What a replay adds to the body of a message, so that its success or failure is told to the same dead letter. */
export const Replayed = z.object({ dead_letter_id: Uuid });
