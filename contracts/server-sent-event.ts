import { z } from 'zod';

/** One event of a `text/event-stream` as a client reads it. HTML Living Standard, section 9.2. */
export const ServerSentEvent = z
  .object({ id: z.string().optional(), event: z.string().optional(), data: z.string().optional() })
  .meta({ id: 'ServerSentEvent', description: 'One server-sent event; `data` holds JSON.' });
