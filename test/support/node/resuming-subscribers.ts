import { EventSource } from 'eventsource';
import ReconnectingWebSocket from 'partysocket/ws';
import WebSocket from 'ws';
import type { HttpUser, SeenEvent } from './http-user.ts';

/** A third-party client, and the events that it has seen over all of its connections. */
export interface ResumingSubscriber {
  name: string;
  seen: SeenEvent[];
  /** The number of resets for events that it never saw. */
  resets: number;
  /** The number of connections. */
  connections: number;
  close(): void;
}

const ORDER_TYPES = ['order_created', 'order_updated', 'order_cancelled'];
const RESTART_MS = 200;

/**
 * The npm `eventsource` client, which resumes by `Last-Event-ID`. It gives up at an answer other than 200, as the
 * standard says; then another begins after the last id.
 * @param userNow The newest session: tokens end and systems restart.
 */
export function followByEventSource(userNow: () => HttpUser): ResumingSubscriber {
  let source: EventSource;
  let lastId = 0;
  let isClosed = false;
  const subscriber: ResumingSubscriber = {
    name: 'eventsource',
    seen: [],
    resets: 0,
    connections: 0,
    close: () => {
      isClosed = true;
      source.close();
    },
  };
  const begin = (): void => {
    if (isClosed) return;
    source = new EventSource(`${userNow().url}/v1/events/stream?after=${lastId}&topics=orders`, {
      fetch: (input, init) =>
        fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${userNow().token}` } }),
    });
    source.addEventListener('open', () => (subscriber.connections += 1));
    source.addEventListener('reset', () => (subscriber.resets += 1));
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(begin, RESTART_MS);
    });
    for (const type of ORDER_TYPES) {
      source.addEventListener(type, ({ data, lastEventId }) => {
        lastId = Number(lastEventId);
        subscriber.seen.push(JSON.parse(data) as SeenEvent);
      });
    }
  };
  begin();
  return subscriber;
}

/** Cloudflare's `partysocket`, which reconnects by itself; the address of each try names the last sequence seen. */
export function followByReconnectingWebSocket(userNow: () => HttpUser): ResumingSubscriber {
  let after = 0;
  const address = async (): Promise<string> => {
    const user = userNow();
    const response = await user.call('POST', '/v1/events/tickets');
    const { ticket } = (await response.json()) as { ticket: string };
    return `${user.url.replace('http', 'ws')}/v1/events/ws?ticket=${ticket}&topics=orders&after=${after}`;
  };
  // A system that is down has no ticket to give: the try fails as any other.
  const socket = new ReconnectingWebSocket(() => address().catch(() => 'ws://127.0.0.1:9/'), [], {
    WebSocket,
    minReconnectionDelay: RESTART_MS,
    maxReconnectionDelay: 1_000,
    connectionTimeout: 5_000,
  });
  const subscriber: ResumingSubscriber = {
    name: 'partysocket',
    seen: [],
    resets: 0,
    connections: 0,
    close: () => socket.close(),
  };
  socket.addEventListener('open', () => (subscriber.connections += 1));
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; event?: SeenEvent };
    if (frame.type === 'reset') subscriber.resets += 1;
    if (frame.event === undefined) return;
    after = frame.event.sequence;
    subscriber.seen.push(frame.event);
  });
  return subscriber;
}
