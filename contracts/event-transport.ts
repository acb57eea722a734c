import { z } from 'zod';
import { EventEnvelope } from './event.ts';

/** An event that no Queue message holds: without its data, and with where to read it. CloudEvents "dataref". */
export const ClaimCheck = EventEnvelope.extend({ data: z.null(), dataref: z.string() }).meta({ id: 'ClaimCheck' });
export type ClaimCheck = z.infer<typeof ClaimCheck>;

/** The fields of an entry in a Redis stream `ragline:stream:{topic}`, all of them strings. */
export const EventEntry = z
  .object({
    event_id: z.string().meta({ description: 'Deduplicate by this' }),
    tenant_id: z.string(),
    sequence: z.string().meta({ description: 'Decimal', example: '42' }),
    type: z.string(),
    traceparent: z.string(),
    event: z.string().meta({ description: 'The event as JSON, or its claim check when it is too large' }),
  })
  .meta({ id: 'EventEntry' });
export type EventEntry = z.infer<typeof EventEntry>;

/** The fields of an entry in `ragline:dlq:{topic}`: one failure for good of a message. */
export const DeadLetterEntry = z
  .object({
    dead_letter_id: z.string().meta({ description: 'As `GET /v1/dead-letters/{id}` knows it' }),
    tenant_id: z.string(),
    queue: z.string().meta({ example: 'ragline-orders' }),
    message_id: z.string(),
    error: z.string(),
    attempts: z.string().meta({ description: 'Decimal', example: '9' }),
    traceparent: z.string().meta({ description: 'Empty when the message carried none' }),
    payload: z.string().meta({ description: 'The message as JSON' }),
  })
  .meta({ id: 'DeadLetterEntry' });
export type DeadLetterEntry = z.infer<typeof DeadLetterEntry>;
