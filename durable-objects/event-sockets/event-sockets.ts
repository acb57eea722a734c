import { ownerOf } from '../../contracts/channel.ts';
import { SUBSCRIPTION_HEADER, Subscription } from '../../contracts/subscription.ts';
import { closeQuietly } from '../close-quietly.ts';
import type { RecentRevocations } from '../recent-revocations.ts';
import type { EventSource, OutgoingEvent } from './event-source.ts';
import { frame } from './frames.ts';
import { Replays } from './replays.ts';
import { Sockets } from './sockets.ts';
import { Subscribers } from './subscribers.ts';

/** The ping that the runtime answers, also while the object hibernates. */
const PING = '{"type":"ping"}';
const PONG = '{"type":"pong"}';

/** How long an upgrade waits for places of its owner whose client has left. */
const ROOM_WAIT_MS = 1_000;
const LOOK_AGAIN_MS = 100;

/** The listeners of an object. */
export interface Listeners {
  connections: number;
  userIds: string[];
}

export interface EventSocketsDeps {
  source: EventSource;
  revoked: RecentRevocations;
  countSocket(change: 'opened' | 'closed'): void;
}

/** The sockets of a hub or a shard, kept through hibernation. */
export class EventSockets {
  readonly #ctx: DurableObjectState;
  readonly #subscribers: Subscribers;
  readonly #replays: Replays;
  readonly #sockets: Sockets;
  readonly #revoked: RecentRevocations;

  constructor(ctx: DurableObjectState, { source, revoked, countSocket }: EventSocketsDeps) {
    this.#ctx = ctx;
    this.#revoked = revoked;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#subscribers = new Subscribers(ctx.getWebSockets(), {
      lastPingMs: (socket) => ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime(),
      fellBehind: (socket) => this.#background(this.#replays.start(socket)),
      opened: () => countSocket('opened'),
      closed: () => countSocket('closed'),
    });
    this.#replays = new Replays(source, this.#subscribers);
    this.#sockets = new Sockets(source, this.#subscribers, this.#replays);
    for (const replay of this.#replays.resume()) ctx.waitUntil(replay);
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** The refusal of an upgrade, 401 or 429; undefined when it may proceed. */
  async refuse(subscription: Subscription): Promise<Response | undefined> {
    const owner = ownerOf(subscription);
    const hasRoom = await this.#makeRoom(owner, subscription.maxSockets);
    if (this.#revoked.has(owner, Date.now())) return new Response(null, { status: 401 });
    return hasRoom ? undefined : new Response(null, { status: 429 });
  }

  /**
   * Only a write reveals that a stream's client has left, and behind a proxy the first one does not. So where all
   * places of an owner are taken, each is written to a few times while the upgrade waits. @returns Whether there is a
   * place.
   */
  async #makeRoom(owner: string, maxSockets: number): Promise<boolean> {
    const hasRoom = () => this.#subscribers.countOf(owner) < maxSockets;
    if (hasRoom()) return true;
    for (let waitedMs = 0; waitedMs < ROOM_WAIT_MS && !hasRoom(); waitedMs += LOOK_AGAIN_MS) {
      this.#subscribers.sendTo(owner, PONG);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    return hasRoom();
  }

  /** Accepts a WebSocket upgrade. */
  accept(subscription: Subscription): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    this.#background(this.#sockets.open(server, subscription, Date.now()));
    return new Response(null, { status: 101, webSocket: client });
  }

  receive(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#background(this.#sockets.receive(socket, message, Date.now()));
  }

  closed(socket: WebSocket, code: number, reason: string): void {
    this.#subscribers.delete(socket);
    closeQuietly(socket, code, reason);
  }

  /** Sends new events in order: none may be older than those sent before. */
  fanOut(events: readonly OutgoingEvent[]): void {
    this.#subscribers.fanOut(events, Date.now());
  }

  /** Tells every live socket that events up to this sequence were lost. */
  resetAll(after: number): void {
    for (const socket of this.#subscribers.sockets()) {
      const subscriber = this.#subscribers.get(socket);
      if (subscriber?.phase !== 'live') continue;
      this.#subscribers.set(socket, { ...subscriber, sentTo: after });
      this.#subscribers.send(socket, frame({ type: 'reset', after }));
    }
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.#subscribers.sockets()) this.#subscribers.close(socket, code, reason);
  }

  /** Closes these owners' sockets, and refuses their pending upgrades. */
  closeOwned(owners: readonly string[]): void {
    this.#revoked.add(owners, Date.now());
    this.#subscribers.closeOwned(new Set(owners));
  }

  closeExpired(): void {
    this.#subscribers.closeExpired(Date.now());
  }

  /** When to call `closeExpired` next. */
  earliestExpiryMs(): number | undefined {
    return this.#subscribers.earliestExpiryMs();
  }

  listeners(): Listeners {
    return { connections: this.#subscribers.size, userIds: Array.from(this.#subscribers.userIds()) };
  }

  #background(work: Promise<void> | undefined): void {
    if (work !== undefined) this.#ctx.waitUntil(work);
  }
}

/** The subscription of an upgrade from the Worker, or the response to an invalid request. */
export function readUpgrade(request: Request): Subscription | Response {
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return new Response(null, { status: 426 });
  try {
    return Subscription.parse(JSON.parse(request.headers.get(SUBSCRIPTION_HEADER) ?? ''));
  } catch {
    return new Response(null, { status: 400 });
  }
}
