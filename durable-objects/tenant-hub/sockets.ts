import { CLOSE_CODES, type ClientFrame, type Subscription } from '../../contracts/subscription.ts';
import type { EventLog } from './event-log.ts';
import { frame, readClientFrame } from './frames.ts';
import type { Replays } from './replays.ts';
import type { Subscribers } from './subscribers.ts';

/** What a socket says and hears besides events: how it opens, and how it answers the client's frames. */
export class Sockets {
  readonly #log: EventLog;
  readonly #subscribers: Subscribers;
  readonly #replays: Replays;

  constructor(log: EventLog, subscribers: Subscribers, replays: Replays) {
    this.#log = log;
    this.#subscribers = subscribers;
    this.#replays = replays;
  }

  /** Greets a socket that was just accepted. @returns What goes on after the answer: the rest of its replay. */
  open(socket: WebSocket, subscription: Subscription, nowMs: number): Promise<void> | undefined {
    if (subscription.expiresAt * 1000 <= nowMs) {
      this.#subscribers.close(socket, CLOSE_CODES.tokenExpired, 'token expired');
      return undefined;
    }
    return this.#begin(socket, subscription);
  }

  /** Answers a client's frame. Never throws, whatever was sent. */
  receive(socket: WebSocket, message: string | ArrayBuffer): Promise<void> | undefined {
    const subscriber = this.#subscribers.get(socket);
    if (subscriber === undefined) return undefined;
    const read = readClientFrame(message);
    if (!read.ok) {
      this.#subscribers.send(socket, read.error);
      return undefined;
    }
    return this.#act(socket, subscriber.subscription, read.frame);
  }

  #act(socket: WebSocket, subscription: Subscription, client: ClientFrame): Promise<void> | undefined {
    switch (client.type) {
      case 'ping':
        this.#subscribers.send(socket, frame({ type: 'pong' }));
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

  /** Other topics from here on; a replay that is running goes on with them. */
  #change(socket: WebSocket, subscription: Subscription): undefined {
    const head = this.#log.head();
    const replayedTo = this.#subscribers.get(socket)?.replayedTo ?? null;
    this.#subscribers.set(socket, { subscription, replayedTo });
    const { topics } = subscription;
    this.#subscribers.send(socket, frame({ type: 'ready', head, after: replayedTo ?? head, topics }));
  }

  /** From `after` on, or from the head. */
  #begin(socket: WebSocket, subscription: Subscription): Promise<void> | undefined {
    const head = this.#log.head();
    const { after, reset } = this.#log.resume(subscription.after ?? head);
    this.#subscribers.set(socket, { subscription, replayedTo: after });
    this.#subscribers.send(socket, frame({ type: 'ready', head, after, topics: subscription.topics }));
    if (reset) this.#subscribers.send(socket, frame({ type: 'reset', after }));
    return this.#replays.start(socket);
  }
}
