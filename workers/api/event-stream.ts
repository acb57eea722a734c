import { z } from 'zod';
import { EventEnvelope, type EventList } from '../../contracts/event.ts';
import type { StreamClosed } from '../../contracts/server-sent-event.ts';
import {
  CLOSE_CODES,
  type ClientFrame,
  type EventFilter,
  SHARD_HEADER,
  SUBSCRIPTION_HEADER,
  type Subscription,
} from '../../contracts/subscription.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { tooManySockets } from '../platform/too-many-sockets.ts';
import { formatServerSentEvent } from './server-sent-event.ts';
import { StreamWriter } from './stream-writer.ts';

const RETRY_MS = 1_000;
/** The pause before the first heartbeat, and the longest: each is twice the one before. */
const HEARTBEAT_MS = { first: 500, most: 15_000 };
const HEARTBEAT = formatServerSentEvent({ comment: 'heartbeat' });
const PAGE_ROWS = 200;
const ACK_EVERY_CHARACTERS = 256 * 1024;
const EVENT_FRAME_START = '{"type":"event","event":';

/** A hub or one of its shards, which accepts upgrades. */
interface SocketHolder {
  fetch(url: string, init: { headers: Record<string, string> }): Promise<Response>;
}

/** A tenant's hub and its shards, as far as streams need them. */
export interface Hub {
  open: SocketHolder['fetch'];
  shard(index: number): SocketHolder;
  read(query: EventFilter & { after: number; limit: number }): Promise<EventList>;
}

const HubFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), head: z.int(), after: z.int(), topics: z.array(z.string()).nullable() }),
  z.object({ type: z.literal('reset'), after: z.int() }),
  z.object({ type: z.literal('event'), event: EventEnvelope.pick({ sequence: true, type: true }) }),
  // The hub probes the client's connection, which only a write can test.
  z.object({ type: z.literal('pong') }),
]);
type HubFrame = z.infer<typeof HubFrame>;

/**
 * Opens a socket for a subscription: at the hub, or at the shard that it names when it has no room.
 * @throws {ProblemError} `unavailable` when neither takes it; `unauthenticated` when the session has just ended;
 * `rate_limited` for one socket too many.
 */
export async function openHubSocket(hub: Pick<Hub, 'open' | 'shard'>, subscription: Subscription): Promise<WebSocket> {
  const upgrade = { headers: { upgrade: 'websocket', [SUBSCRIPTION_HEADER]: JSON.stringify(subscription) } };
  let response = await hub.open('https://hub/', upgrade);
  const shard = response.headers.get(SHARD_HEADER);
  if (response.status === 421 && shard !== null) {
    response = await hub.shard(Number(shard)).fetch('https://shard/', upgrade);
  }
  if (response.webSocket !== null) return response.webSocket;
  if (response.status === 401) throw new ProblemError('unauthenticated', 'The session has ended. Log in again.');
  if (response.status === 429) throw tooManySockets(subscription.maxSockets);
  throw new ProblemError('unavailable', 'The event hub did not open a stream. Retry in a moment.');
}

/**
 * The hub's events as Server-Sent Events. What the client missed is pulled page by page, as fast as it reads; then
 * the hub's socket takes over. Ends when that socket does, so that an EventSource comes back with its last id.
 */
export async function streamEvents(hub: Hub, subscription: Subscription): Promise<Response> {
  // Connect before the response, so that the client gets every event after it knows that it is connected. Connect also
  // before missed events are pulled, which may take long, so that the hub can close the socket when the session ends.
  const isResumed = subscription.after !== null;
  const socket = await openHubSocket(hub, isResumed ? { ...subscription, after: null, topics: [] } : subscription);
  const writer = new StreamWriter();
  keepBeating(writer);
  // The response keeps the invocation alive.
  relay(hub, subscription, socket, writer).catch(() => writer.end());
  return new Response(writer.readable, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}

/**
 * A client that left is noticed by the next write alone, also by a request's signal. So a young stream beats more often: of
 * a page that is loaded again and again, each stream is given up about as soon as it has lived, and not after 15 seconds.
 */
function keepBeating(writer: StreamWriter): void {
  let pauseMs = HEARTBEAT_MS.first;
  let timer: ReturnType<typeof setTimeout>;
  const beat = (): void => {
    writer.push(HEARTBEAT);
    pauseMs = Math.min(pauseMs * 2, HEARTBEAT_MS.most);
    timer = setTimeout(beat, pauseMs);
  };
  timer = setTimeout(beat, pauseMs);
  writer.onEnd(() => clearTimeout(timer));
}

async function relay(hub: Hub, subscription: Subscription, socket: WebSocket, writer: StreamWriter): Promise<void> {
  writer.push(`retry: ${RETRY_MS}\n\n`);
  writer.onEnd(() => socket.close(1000));
  let isPulling = subscription.after !== null;
  // Read at once, also for a client that is slow: the writer bounds what waits for it, and ends the stream.
  let unacked = 0;
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string' || isPulling) return;
    const frame = HubFrame.safeParse(JSON.parse(data)).data;
    if (frame === undefined || isOfNoTopic(frame)) return;
    writer.push(toServerSentEvent(frame, data));
    unacked += data.length;
    if (frame.type !== 'event' || unacked < ACK_EVERY_CHARACTERS) return;
    unacked = 0;
    say(socket, { type: 'ack', after: frame.event.sequence });
  });
  socket.addEventListener('close', ({ code, reason }) => {
    if (code === CLOSE_CODES.unauthenticated) writer.push(closedEvent({ code, reason }));
    writer.end();
  });
  socket.addEventListener('error', () => writer.end());
  socket.accept();
  if (!isPulling) return;
  const after = await pull(hub, subscription, writer);
  isPulling = false;
  if (!writer.isEnded) say(socket, { type: 'subscribe', topics: subscription.topics ?? undefined, after });
}

/** While pages are pulled, the socket follows no topic: its `ready` is not the start of the stream. */
const isOfNoTopic = (frame: HubFrame): boolean => frame.type === 'ready' && frame.topics?.length === 0;

const say = (socket: WebSocket, frame: ClientFrame): void => socket.send(JSON.stringify(frame));

/** Writes the pages after a sequence, waiting for the reader. @returns The last sequence that they cover. */
async function pull(hub: Hub, subscription: Subscription, writer: StreamWriter): Promise<number> {
  const { userId, sees, topics, expiresAt } = subscription;
  for (let after = subscription.after ?? 0; ; ) {
    const page = await hub.read({ userId, sees, topics, after, limit: PAGE_ROWS });
    if (writer.isEnded) return after;
    if (page.reset) await writer.write(resetEvent((page.data[0]?.sequence ?? page.next_after + 1) - 1));
    await writer.write(page.data.map(eventText).join(''));
    after = page.next_after;
    const isExpired = expiresAt * 1000 <= Date.now();
    if (after >= page.head || writer.isEnded || isExpired) return after;
  }
}

/** @param text The frame as it came: an event in it is JSON already. */
function toServerSentEvent(frame: HubFrame, text: string): string {
  switch (frame.type) {
    case 'event': {
      const { sequence, type } = frame.event;
      return formatServerSentEvent({ id: sequence, event: type, data: text.slice(EVENT_FRAME_START.length, -1) });
    }
    case 'reset':
      return resetEvent(frame.after);
    case 'pong':
      return HEARTBEAT;
    case 'ready': {
      // With an id, so that a client that drops before its first event can still resume.
      const { head, after } = frame;
      return formatServerSentEvent({ id: after, event: 'ready', data: JSON.stringify({ head, after }) });
    }
  }
}

const eventText = (event: Pick<EventEnvelope, 'sequence' | 'type'>): string =>
  formatServerSentEvent({ id: event.sequence, event: event.type, data: JSON.stringify(event) });

const resetEvent = (after: number): string =>
  formatServerSentEvent({ id: after, event: 'reset', data: JSON.stringify({ after }) });

const closedEvent = (closed: StreamClosed): string =>
  formatServerSentEvent({ event: 'closed', data: JSON.stringify(closed) });
