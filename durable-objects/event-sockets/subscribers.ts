import { z } from 'zod';
import { ownerOf } from '../../contracts/channel.ts';
import { CLOSE_CODES, CLOSE_REASONS, Subscription } from '../../contracts/subscription.ts';
import { closeQuietly } from '../close-quietly.ts';
import { Backlog, WINDOW_CHARACTERS } from './backlog.ts';
import type { OutgoingEvent } from './event-source.ts';
import { eventFrame } from './frames.ts';

/** The data attached to a socket, which survives hibernation. */
const Subscriber = z.object({
  subscription: Subscription,
  /** The client was sent everything that it may see up to here; once live, also all that was fanned out since. */
  sentTo: z.int(),
  /** `new`: the replay has not started. `live`: the socket gets events as they are fanned out. */
  phase: z.enum(['new', 'replaying', 'live']),
});
export type Subscriber = z.infer<typeof Subscriber>;

export interface SubscribersDeps {
  /** When the runtime last answered a ping of the socket. */
  lastPingMs(socket: WebSocket): number | undefined;
  /** Called when a socket no longer gets live events and needs a replay. */
  fellBehind(socket: WebSocket): void;
  opened(): void;
  closed(): void;
}

/** The open sockets of an object and what each may see. Rebuilt from their attachments after hibernation. */
export class Subscribers {
  readonly #deps: SubscribersDeps;
  readonly #subscribers = new Map<WebSocket, Subscriber>();
  readonly #backlogs = new WeakMap<WebSocket, Backlog>();
  /** At or before the earliest expiry: a socket that left does not move it. */
  #expiryMs: number | undefined;

  constructor(sockets: readonly WebSocket[], deps: SubscribersDeps) {
    this.#deps = deps;
    for (const socket of sockets) {
      const parsed = Subscriber.safeParse(socket.deserializeAttachment());
      if (parsed.success) this.#keep(socket, parsed.data);
      else closeQuietly(socket, 1011, 'unknown subscription');
    }
  }

  get size(): number {
    return this.#subscribers.size;
  }

  sockets(): WebSocket[] {
    return Array.from(this.#subscribers.keys());
  }

  get(socket: WebSocket): Subscriber | undefined {
    return this.#subscribers.get(socket);
  }

  /** Adds or changes a socket's subscription, and keeps it through hibernation. */
  set(socket: WebSocket, subscriber: Subscriber): void {
    if (!this.#subscribers.has(socket)) this.#deps.opened();
    socket.serializeAttachment(subscriber);
    this.#keep(socket, subscriber);
  }

  delete(socket: WebSocket): void {
    if (this.#subscribers.delete(socket)) this.#deps.closed();
    if (this.#subscribers.size === 0) this.#expiryMs = undefined;
  }

  backlog(socket: WebSocket): Backlog {
    const known = this.#backlogs.get(socket);
    if (known !== undefined) return known;
    const backlog = new Backlog();
    this.#backlogs.set(socket, backlog);
    return backlog;
  }

  userIds(): Set<string> {
    return new Set(Array.from(this.#subscribers.values(), ({ subscription }) => subscription.userId));
  }

  /** When to call `closeExpired` next. */
  earliestExpiryMs(): number | undefined {
    return this.#expiryMs;
  }

  closeExpired(nowMs: number): void {
    this.#expiryMs = undefined;
    for (const [socket, { subscription }] of this.#subscribers) {
      const expiryMs = subscription.expiresAt * 1000;
      if (expiryMs <= nowMs) this.close(socket, CLOSE_CODES.unauthenticated, CLOSE_REASONS.tokenExpired);
      else this.#expiryMs = Math.min(this.#expiryMs ?? expiryMs, expiryMs);
    }
  }

  /** The number of sockets of this owner. */
  countOf(owner: string): number {
    let count = 0;
    for (const { subscription } of this.#subscribers.values()) if (ownerOf(subscription) === owner) count += 1;
    return count;
  }

  /** Sends a frame to all sockets of this owner. */
  sendTo(owner: string, text: string): void {
    for (const [socket, { subscription }] of this.#subscribers) {
      if (ownerOf(subscription) === owner) this.send(socket, text);
    }
  }

  /** Closes the sockets of owners whose rights have ended. */
  closeOwned(owners: ReadonlySet<string>): void {
    for (const [socket, { subscription }] of this.#subscribers) {
      if (!owners.has(ownerOf(subscription))) continue;
      this.close(socket, CLOSE_CODES.unauthenticated, CLOSE_REASONS.sessionEnded);
    }
  }

  /** Sends each event to every live socket that may see it. Sockets in replay find it in the log. */
  fanOut(events: readonly OutgoingEvent[], nowMs: number): void {
    for (const event of events) {
      const text = eventFrame(event.body);
      for (const [socket, subscriber] of this.#subscribers) {
        const { subscription, sentTo, phase } = subscriber;
        if (phase !== 'live' || event.sequence <= sentTo || !maySee(subscription, event)) continue;
        if (subscription.expiresAt * 1000 <= nowMs)
          this.close(socket, CLOSE_CODES.unauthenticated, CLOSE_REASONS.tokenExpired);
        else if (this.unread(socket) > WINDOW_CHARACTERS) this.#leaveBehind(socket, subscriber);
        else this.sendEvent(socket, text, event.sequence, nowMs);
      }
    }
  }

  /** The characters that the client may not have read. */
  unread(socket: WebSocket): number {
    const backlog = this.backlog(socket);
    if (backlog.unread <= WINDOW_CHARACTERS) return backlog.unread;
    // The runtime answers pings without waking the object, so their time is read here.
    const pingMs = this.#deps.lastPingMs(socket);
    if (pingMs !== undefined) backlog.showedLife(pingMs);
    return backlog.unread;
  }

  /** Sends an event frame, unless the client reads too slowly and has to reconnect. */
  sendEvent(socket: WebSocket, text: string, sequence: number, nowMs: number): void {
    const backlog = this.backlog(socket);
    backlog.sent(text.length, sequence, nowMs);
    if (backlog.isTooLong) this.close(socket, CLOSE_CODES.slowConsumer, 'too much unread: come back with after');
    else this.send(socket, text);
  }

  #leaveBehind(socket: WebSocket, subscriber: Subscriber): void {
    const sentTo = Math.max(subscriber.sentTo, this.backlog(socket).sequence);
    this.set(socket, { ...subscriber, sentTo, phase: 'replaying' });
    this.#deps.fellBehind(socket);
  }

  /** A socket that cannot be written to is dropped, and must not stop the others. */
  send(socket: WebSocket, text: string): void {
    try {
      socket.send(text);
    } catch {
      this.delete(socket);
    }
  }

  close(socket: WebSocket, code: number, reason: string): void {
    this.delete(socket);
    closeQuietly(socket, code, reason);
  }

  #keep(socket: WebSocket, subscriber: Subscriber): void {
    this.#subscribers.set(socket, subscriber);
    const expiryMs = subscriber.subscription.expiresAt * 1000;
    this.#expiryMs = Math.min(this.#expiryMs ?? expiryMs, expiryMs);
  }
}

function maySee(subscription: Subscription, event: OutgoingEvent): boolean {
  if (subscription.sees === 'own' && subscription.userId !== event.audienceUserId) return false;
  return subscription.topics === null || subscription.topics.includes(event.topic);
}
