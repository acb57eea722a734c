import { CLOSE_CODES, CLOSE_REASONS, type ClientFrame, type Subscription } from '../../contracts/subscription.ts';
import { holds, refilled, type TokenBucket, without } from '../token-bucket.ts';
import type { EventSource } from './event-source.ts';
import { frame, readClientFrame } from './frames.ts';
import type { Replays } from './replays.ts';
import type { Subscribers } from './subscribers.ts';

/** The rate limit of client frames. A replay costs ten; an `ack` of sent events costs nothing. */
const FRAMES = { bucket: 'frames', capacity: 200, refillPerSecond: 20 };
const REPLAY_COST = 10;

/** A socket's protocol besides events: its greeting, and the answers to the client's frames. */
export class Sockets {
  readonly #source: EventSource;
  readonly #subscribers: Subscribers;
  readonly #replays: Replays;
  readonly #allowances = new WeakMap<WebSocket, TokenBucket>();

  constructor(source: EventSource, subscribers: Subscribers, replays: Replays) {
    this.#source = source;
    this.#subscribers = subscribers;
    this.#replays = replays;
  }

  /** Greets an accepted socket. @returns Its replay, which continues after the answer. */
  open(socket: WebSocket, subscription: Subscription, nowMs: number): Promise<void> | undefined {
    if (subscription.expiresAt * 1000 <= nowMs) {
      this.#subscribers.close(socket, CLOSE_CODES.unauthenticated, CLOSE_REASONS.tokenExpired);
      return undefined;
    }
    return this.#begin(socket, subscription);
  }

  /** Answers a client's frame. Never throws. */
  receive(socket: WebSocket, message: string | ArrayBuffer, nowMs: number): Promise<void> | undefined {
    const subscriber = this.#subscribers.get(socket);
    if (subscriber === undefined) return undefined;
    const read = readClientFrame(message);
    if (read.ok && read.frame.type === 'ack' && this.#subscribers.backlog(socket).acked(read.frame.after)) {
      return undefined;
    }
    const isReplay = read.ok && read.frame.type === 'subscribe' && read.frame.after !== undefined;
    if (!this.#allows(socket, isReplay ? REPLAY_COST : 1, nowMs)) {
      this.#subscribers.close(socket, CLOSE_CODES.tooManyFrames, 'too many frames');
      return undefined;
    }
    this.#subscribers.backlog(socket).showedLife(nowMs);
    if (!read.ok) {
      this.#subscribers.send(socket, read.error);
      return undefined;
    }
    return this.#act(socket, subscriber.subscription, read.frame);
  }

  #allows(socket: WebSocket, cost: number, nowMs: number): boolean {
    const bucket = refilled(this.#allowances.get(socket), FRAMES, nowMs);
    if (!holds(bucket, cost)) return false;
    this.#allowances.set(socket, without(bucket, cost));
    return true;
  }

  #act(socket: WebSocket, subscription: Subscription, client: ClientFrame): Promise<void> | undefined {
    switch (client.type) {
      case 'ping':
        this.#subscribers.send(socket, frame({ type: 'pong' }));
        return undefined;
      case 'ack':
        return undefined;
      case 'unsubscribe':
        return this.#change(socket, { ...subscription, topics: [] });
      case 'subscribe': {
        const changed = { ...subscription, topics: client.topics ?? null };
        return client.after === undefined
          ? this.#change(socket, changed)
          : this.#begin(socket, { ...changed, after: client.after });
      }
    }
  }

  /** Changes the topics. A running replay continues with them. */
  #change(socket: WebSocket, subscription: Subscription): Promise<void> | undefined {
    const subscriber = this.#subscribers.get(socket);
    if (subscriber === undefined) return undefined;
    const head = this.#source.head();
    const isLive = subscriber.phase === 'live';
    const after = isLive ? Math.max(head, subscriber.sentTo) : subscriber.sentTo;
    this.#subscribers.set(socket, { subscription, sentTo: after, phase: isLive ? 'live' : 'replaying' });
    const { topics } = subscription;
    this.#subscribers.send(socket, frame({ type: 'ready', head: Math.max(head, after), after, topics }));
    return isLive ? undefined : this.#replays.start(socket);
  }

  /** Starts at `after`, or without it at the next event that is sent. */
  #begin(socket: WebSocket, subscription: Subscription): Promise<void> | undefined {
    this.#subscribers.backlog(socket).moved();
    if (subscription.after !== null) {
      this.#subscribers.set(socket, { subscription, sentTo: subscription.after, phase: 'new' });
      return this.#replays.start(socket);
    }
    const head = this.#source.head();
    this.#subscribers.set(socket, { subscription, sentTo: head, phase: 'live' });
    this.#subscribers.send(socket, frame({ type: 'ready', head, after: head, topics: subscription.topics }));
    return undefined;
  }
}
