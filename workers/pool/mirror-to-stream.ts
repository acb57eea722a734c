import { TopicMessage } from '../../contracts/event.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer } from './pool-deps.ts';

const MAX_ENTRIES = 10_000;
const MARKER_TTL_SECONDS = 24 * 60 * 60;

/** Copies an event to its topic's Redis stream for consumers outside, once by its event id. */
export const mirrorToStream: Consumer = async ({ body }, { redis, services }) => {
  const message = TopicMessage.safeParse(body);
  if (!message.success) throw new PermanentError('the message is not an event', { cause: message.error });
  const { event } = message.data;
  const marker = `ragline:${event.tenantid}:mirrored:${event.id}`;
  if ((await redis.exists(marker)) > 0) return;
  // One transaction: a marker without its entry would lose the event, an entry without its marker double it.
  await redis
    .multi()
    .xadd(
      `ragline:stream:${event.topic}`,
      '*',
      {
        event_id: event.id,
        tenant_id: event.tenantid,
        sequence: String(event.sequence),
        type: event.type,
        traceparent: event.traceparent,
        event: JSON.stringify(event),
      },
      { trim: { type: 'MAXLEN', comparison: '~', threshold: MAX_ENTRIES } },
    )
    .set(marker, '1', { ex: MARKER_TTL_SECONDS })
    .exec();
  const lagSeconds = (services.clock.now().getTime() - Date.parse(event.time)) / 1000;
  services.metrics.observe('ragline_stream_lag_seconds', Math.max(0, lagSeconds), { topic: event.topic });
};
