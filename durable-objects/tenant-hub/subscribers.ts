import { z } from 'zod';
import type { EventEnvelope } from '../../contracts/event.ts';
import { CLOSE_CODES, Subscription } from '../../contracts/subscription.ts';
import { closeQuietly } from '../close-quietly.ts';
import { eventFrame } from './frames.ts';
import type { LoggedEvent } from './hub-deps.ts';

/** What a socket carries through hibernation. */
const Subscriber = z.object({
  subscription: Subscription,
  /** The last sequence sent while the log is being replayed; null once live. */
  replayedTo: z.int().nullable(),
});
export type Subscriber = z.infer<typeof Subscriber>;

/** The tenant's open sockets and what each may see: rebuilt from their attachments after hibernation. */
export class Subscribers {
  readonly #subscribers = new Map<WebSocket, Subscriber>();
  /** Not later than the earliest expiry; may be earlier, since a socket that left does not move it. */
  #expiryMs: number | undefined;

  constructor(sockets: readonly WebSocket[]) {
    for (const socket of sockets) {
      const parsed = Subscriber.safeParse(socket.deserializeAttachment());
      if (parsed.success) this.set(socket, parsed.data);
      else closeQuietly(socket, 1011, 'unknown subscription');
    }
  }

  get size(): number {
    return this.#subscribers.size;
  }

  get(socket: WebSocket): Subscriber | undefined {
    return this.#subscribers.get(socket);
  }

  /** Adds or changes a socket's subscription, and keeps it through hibernation. */
  set(socket: WebSocket, subscriber: Subscriber): void {
    socket.serializeAttachment(subscriber);
    this.#subscribers.set(socket, subscriber);
    const expiryMs = subscriber.subscription.expiresAt * 1000;
    this.#expiryMs = Math.min(this.#expiryMs ?? expiryMs, expiryMs);
  }

  delete(socket: WebSocket): void {
    this.#subscribers.delete(socket);
    if (this.#subscribers.size === 0) this.#expiryMs = undefined;
  }

  replaying(): WebSocket[] {
    return Array.from(this.#subscribers).flatMap(([socket, { replayedTo }]) => (replayedTo === null ? [] : [socket]));
  }

  /** When `closeExpired` has to be called next. */
  earliestExpiryMs(): number | undefined {
    return this.#expiryMs;
  }

  closeExpired(nowMs: number): void {
    this.#expiryMs = undefined;
    for (const [socket, { subscription }] of this.#subscribers) {
      const expiryMs = subscription.expiresAt * 1000;
      if (expiryMs <= nowMs) this.close(socket, CLOSE_CODES.tokenExpired, 'token expired');
      else this.#expiryMs = Math.min(this.#expiryMs ?? expiryMs, expiryMs);
    }
  }

  /** Sends each new event to every live socket that may see it. Sockets still replaying find it in the log. */
  fanOut(logged: readonly LoggedEvent[], nowMs: number): void {
    for (const { event, body, audienceUserId, isNew } of logged) {
      if (!isNew) continue;
      const text = eventFrame(body);
      for (const [socket, { subscription, replayedTo }] of this.#subscribers) {
        if (replayedTo !== null || !maySee(subscription, event, audienceUserId)) continue;
        if (subscription.expiresAt * 1000 <= nowMs) this.close(socket, CLOSE_CODES.tokenExpired, 'token expired');
        else this.send(socket, text);
      }
    }
  }

  /** A socket that cannot be written to is forgotten; it must not stop the others. */
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
}

function maySee(subscription: Subscription, event: EventEnvelope, audienceUserId: string): boolean {
  if (subscription.sees === 'own' && subscription.userId !== audienceUserId) return false;
  return subscription.topics === null || subscription.topics.includes(event.topic);
}
