import { z } from 'zod';

/** An event of a `text/event-stream` as a client reads it. HTML Living Standard, section 9.2. */
export const ServerSentEvent = z
  .object({ id: z.string().optional(), event: z.string().optional(), data: z.string().optional() })
  .meta({ id: 'ServerSentEvent', description: 'One server-sent event; `data` holds JSON.' });

/** The data of the event `ready`: where the stream begins. */
export const StreamReady = z
  .object({
    head: z.int().min(0).meta({ description: 'The tenant’s newest sequence' }),
    after: z.int().min(0).meta({ description: 'Later events follow this sequence' }),
  })
  .meta({ id: 'StreamReady' });

/** The data of the event `reset`: something was missed. */
export const StreamReset = z
  .object({
    after: z.int().min(0).meta({
      description: 'Events up to this sequence are no longer available. Reload your data, then continue after it',
    }),
  })
  .meta({ id: 'StreamReset' });

/** The data of the event `closed`, the last one of a stream whose token expired or whose session was ended. */
export const StreamClosed = z
  .object({
    code: z.int().meta({ description: 'The same code as a WebSocket’s close code', example: 4401 }),
    reason: z.string().meta({ example: 'session ended' }),
  })
  .meta({ id: 'StreamClosed' });
export type StreamClosed = z.infer<typeof StreamClosed>;
