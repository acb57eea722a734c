import { z } from 'zod';
import { EventEnvelope } from './event.ts';

/** An event that no Queue message holds: without its data, and with where to read it. CloudEvents "dataref". */
export const ClaimCheck = EventEnvelope.extend({ data: z.null(), dataref: z.string() }).meta({ id: 'ClaimCheck' });
export type ClaimCheck = z.infer<typeof ClaimCheck>;

/** The fields of an entry in a Redis stream `ragline:stream:{topic}`, all of them strings. */
export const StreamEntry = z
  .object({
    event_id: z.string().meta({ description: 'Deduplicate by this' }),
    tenant_id: z.string(),
    sequence: z.string().meta({ description: 'Decimal', example: '42' }),
    type: z.string(),
    traceparent: z.string(),
    event: z.string().meta({ description: 'The event as JSON, or its claim check when it is too large' }),
  })
  .meta({ id: 'StreamEntry' });
export type StreamEntry = z.infer<typeof StreamEntry>;
