import { CLOSE_CODES } from '../../contracts/subscription.ts';
import type { EventLog } from './event-log.ts';
import { eventFrame } from './frames.ts';
import type { Subscribers } from './subscribers.ts';

const PAGE_ROWS = 250;
const PAGE_CHARACTERS = 256 * 1024;
/** workerd cannot say how much of a socket's output was read (workerd issue 988), so a replay is cut off here. */
const MAX_REPLAY_CHARACTERS = 8 * 1024 * 1024;
const PAUSE_MS = 1;

/** Sends sockets what the log holds, page by page and in turn, until each has caught up and goes live. */
export class Replays {
  readonly #log: EventLog;
  readonly #subscribers: Subscribers;
  /** The sockets whose first page was not enough, and how much each was sent. */
  readonly #sent = new Map<WebSocket, number>();
  #pumping: Promise<void> | undefined;

  constructor(log: EventLog, subscribers: Subscribers) {
    this.#log = log;
    this.#subscribers = subscribers;
    for (const socket of subscribers.replaying()) this.#sent.set(socket, 0);
  }

  /** Sends the first page at once. @returns What to wait for when there are more; undefined when the socket is live. */
  start(socket: WebSocket): Promise<void> | undefined {
    if (this.#sent.has(socket)) return undefined;
    const characters = this.#sendPage(socket);
    if (characters === undefined) return undefined;
    this.#sent.set(socket, characters);
    return this.resume();
  }

  /** Goes on with replays that hibernation or a crash cut short. */
  resume(): Promise<void> | undefined {
    if (this.#sent.size === 0) return undefined;
    this.#pumping ??= this.#pump();
    return this.#pumping;
  }

  async #pump(): Promise<void> {
    while (this.#sent.size > 0) {
      // Between pages: lets nudges, other sockets and live fan-out through.
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      for (const [socket, before] of Array.from(this.#sent)) {
        const characters = this.#sendPage(socket);
        const total = before + (characters ?? 0);
        if (characters === undefined) this.#sent.delete(socket);
        else this.#sent.set(socket, total);
        if (total <= MAX_REPLAY_CHARACTERS) continue;
        this.#sent.delete(socket);
        this.#subscribers.close(socket, CLOSE_CODES.slowConsumer, 'far behind: come back with after');
      }
    }
    this.#pumping = undefined;
  }

  /** Sends one page. The page that reaches the head makes the socket live in the same turn: no gap, no double. */
  #sendPage(socket: WebSocket): number | undefined {
    const subscriber = this.#subscribers.get(socket);
    if (subscriber === undefined || subscriber.replayedTo === null) return undefined;
    let { replayedTo } = subscriber;
    let rows = 0;
    let characters = 0;
    for (const { sequence, body } of this.#log.rows(subscriber.subscription, replayedTo, PAGE_ROWS)) {
      this.#subscribers.send(socket, eventFrame(body));
      replayedTo = sequence;
      rows += 1;
      characters += body.length;
      if (characters >= PAGE_CHARACTERS) break;
    }
    if (this.#subscribers.get(socket) === undefined) return undefined;
    const isLive = rows < PAGE_ROWS && characters < PAGE_CHARACTERS;
    this.#subscribers.set(socket, { ...subscriber, replayedTo: isLive ? null : replayedTo });
    return isLive ? undefined : characters;
  }
}
