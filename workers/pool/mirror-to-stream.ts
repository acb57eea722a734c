import { type EventEnvelope, TopicMessage } from '../../contracts/event.ts';
import type { EventEntry } from '../../contracts/event-transport.ts';
import { appendOnce, type StreamEntry } from './append-once.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer, PoolDeps } from './pool-deps.ts';

const MAX_ENTRIES = 10_000;
/** Events that wait for Redis in a hub. The Queue brings further ones. */
const MAX_WAITING = 1_000;

/** Copies an event to its topic's Redis stream for external consumers, unless the hub has done so. */
export const mirrorToStream: Consumer = async ({ body }, deps) => {
  const message = TopicMessage.safeParse(body);
  if (!message.success) throw new PermanentError('the message is not an event', { cause: message.error });
  await mirrorEvents(deps, [message.data.event]);
};

/**
 * Copies the events of a batch of messages in one request. The rest is left to `mirrorToStream`.
 * @returns The ids of the messages whose events are in their streams.
 */
export async function mirrorBatch(
  messages: readonly Pick<Message, 'id' | 'body'>[],
  deps: PoolDeps,
): Promise<ReadonlySet<string>> {
  const read = messages.flatMap(({ id, body }) => {
    const { data } = TopicMessage.safeParse(body);
    return data === undefined ? [] : [{ id, event: data.event }];
  });
  if (read.length < 2) return new Set();
  const events = read.map(({ event }) => event);
  const isMirrored = await mirrorEvents(deps, events).then(
    () => true,
    () => false,
  );
  return new Set(isMirrored ? read.map(({ id }) => id) : []);
}

/**
 * Copies events at once, without anybody waiting: a Queue would deliver them a second later. One request at a time, so
 * that a tenant's entries keep their order. What fails is left to the Queue.
 */
export function mirrorSoon(deps: MirrorDeps): (events: readonly EventEnvelope[]) => void {
  let waiting: EventEnvelope[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const events = waiting;
      waiting = [];
      await mirrorEvents(deps, events).catch(() => undefined);
    }
    isRunning = false;
  }

  return (events) => {
    waiting.push(...events.slice(0, MAX_WAITING - waiting.length));
    if (!isRunning) void run();
  };
}

type MirrorDeps = Pick<PoolDeps, 'redis' | 'services'>;

async function mirrorEvents(deps: MirrorDeps, events: readonly EventEnvelope[]): Promise<void> {
  const appended = await appendOnce(deps, events.map(toEntry));
  const { metrics, clock } = deps.services;
  for (const [index, { time, topic }] of events.entries()) {
    if (!appended[index]) continue;
    const lagSeconds = (clock.now().getTime() - Date.parse(time)) / 1000;
    metrics.observe('ragline_stream_lag_seconds', Math.max(0, lagSeconds), { topic });
  }
}

const toEntry = (event: EventEnvelope): StreamEntry => ({
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
