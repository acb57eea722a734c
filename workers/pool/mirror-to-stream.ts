import { TopicMessage } from '../../contracts/event.ts';
import type { EventEntry } from '../../contracts/event-transport.ts';
import { appendOnce } from './append-once.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer } from './pool-deps.ts';

const MAX_ENTRIES = 10_000;

/** Copies an event to its topic's Redis stream for external consumers, once by its event id. */
export const mirrorToStream: Consumer = async ({ body }, deps) => {
  const message = TopicMessage.safeParse(body);
  if (!message.success) throw new PermanentError('the message is not an event', { cause: message.error });
  const { event } = message.data;
  await appendOnce(deps, {
    stream: `ragline:stream:${event.topic}`,
    marker: `ragline:${event.tenantid}:mirrored:${event.id}`,
    maxEntries: MAX_ENTRIES,
    fields: {
      event_id: event.id,
      tenant_id: event.tenantid,
      sequence: String(event.sequence),
      type: event.type,
      traceparent: event.traceparent,
      event: JSON.stringify(event),
    } satisfies EventEntry,
  });
  const { metrics, clock } = deps.services;
  const lagSeconds = (clock.now().getTime() - Date.parse(event.time)) / 1000;
  metrics.observe('ragline_stream_lag_seconds', Math.max(0, lagSeconds), { topic: event.topic });
};
