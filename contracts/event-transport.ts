import { z } from 'zod';
import { EventEnvelope } from './event.ts';
import { Uuid } from './text.ts';

/**
 * An event too large for a Queue message: `data` is null, and `dataref` (CloudEvents extension) says where to read it.
 */
export const ClaimCheck = EventEnvelope.extend({ data: z.null(), dataref: z.string() }).meta({ id: 'ClaimCheck' });
export type ClaimCheck = z.infer<typeof ClaimCheck>;

/** The event of `POST /v1/webhook-endpoints/{id}/test`. It is in no log, so it has neither topic nor sequence. */
export const WebhookTest = EventEnvelope.omit({ topic: true, sequence: true, dataref: true })
  .extend({ type: z.literal('webhook_test'), data: z.object({ endpoint_id: Uuid }) })
  .meta({ id: 'WebhookTest' });
export type WebhookTest = z.infer<typeof WebhookTest>;

/** The headers of Standard Webhooks 1.0.0. */
export const WebhookHeaders = z
  .object({
    'webhook-id': Uuid.meta({ description: 'The id of the event, the same in every attempt: deduplicate by it' }),
    'webhook-timestamp': z
      .string()
      .meta({ description: 'Time of the attempt, in seconds since the epoch', example: '1795512600' }),
    'webhook-signature': z.string().meta({
      description:
        '`v1,` and the base64 of an HMAC-SHA256 over id, timestamp and body. Several signatures while the secret rotates',
      example: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }),
  })
  .meta({ id: 'WebhookHeaders' });

/** The fields of an entry in a Redis stream `ragline:stream:{topic}`, all of them strings. */
export const EventEntry = z
  .object({
    event_id: z.string().meta({ description: 'The event’s id. Deduplicate by it' }),
    tenant_id: z.string(),
    sequence: z.string().meta({ description: 'Decimal', example: '42' }),
    type: z.string(),
    traceparent: z.string(),
    event: z.string().meta({ description: 'The event as JSON, or its claim check when it is too large' }),
  })
  .meta({ id: 'EventEntry' });
export type EventEntry = z.infer<typeof EventEntry>;

/** The fields of an entry in `ragline:dlq:{topic}`: the final failure of a message. */
export const DeadLetterEntry = z
  .object({
    dead_letter_id: z.string().meta({ description: 'The dead letter’s id, as in `GET /v1/dead-letters/{id}`' }),
    tenant_id: z.string(),
    queue: z.string().meta({ example: 'ragline-orders' }),
    message_id: z.string(),
    error: z.string(),
    attempts: z.string().meta({ description: 'Decimal', example: '9' }),
    traceparent: z.string().meta({ description: 'Empty when the message carried no trace context' }),
    payload: z.string().meta({ description: 'The message as JSON' }),
  })
  .meta({ id: 'DeadLetterEntry' });
export type DeadLetterEntry = z.infer<typeof DeadLetterEntry>;
