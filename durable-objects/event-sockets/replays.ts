import { CLOSE_CODES, CLOSE_REASONS } from '../../contracts/subscription.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { backoffMs } from '../backoff.ts';
import { WINDOW_CHARACTERS } from './backlog.ts';
import type { EventSource, ReplayPage } from './event-source.ts';
import { eventFrame, frame } from './frames.ts';
import type { Subscribers } from './subscribers.ts';

const PAGE_ROWS = 250;
const PAGE_CHARACTERS = 256 * 1024;
/** The most sockets that read pages at once. */
const MAX_AT_ONCE = 16;
/** The pause between pages, which lets nudges, other sockets and live fan-out run. */
const PAUSE_MS = 1;
/** How long a page waits for a slow client that sends `ack` frames, and for one that may not. */
const WAIT_FOR_ACK_MS = 30_000;
const WAIT_FOR_LIFE_MS = 500;
const LOOK_AGAIN_MS = 10;
const TIMEOUT_MS = 5_000;
const MAX_FAILURES = 5;

/** Sends sockets what they missed, page by page and in turn, until each has caught up and goes live. */
export class Replays {
  readonly #source: EventSource;
  readonly #subscribers: Subscribers;
  /** The current replay of each socket. A new one replaces an older one, which then ends. */
  readonly #current = new WeakMap<WebSocket, object>();
  readonly #waiting: Array<() => void> = [];
  #active = 0;

  constructor(source: EventSource, subscribers: Subscribers) {
    this.#source = source;
    this.#subscribers = subscribers;
  }

  /** Continues replays that hibernation or a crash interrupted. */
  resume(): Array<Promise<void>> {
    const isUnfinished = (socket: WebSocket) => this.#subscribers.get(socket)?.phase !== 'live';
    return this.#subscribers
      .sockets()
      .filter(isUnfinished)
      .map((socket) => this.start(socket));
  }

  /** Replays from the socket's place with its current subscription. Resolves when it has ended. Never rejects. */
  async start(socket: WebSocket): Promise<void> {
    const replay = {};
    this.#current.set(socket, replay);
    const isOver = () => this.#current.get(socket) !== replay || this.#subscribers.get(socket) === undefined;
    try {
      for (let isLive = false; !isLive; ) {
        if (!(await this.#mayGoOn(socket, isOver))) {
          this.#subscribers.close(socket, CLOSE_CODES.slowConsumer, 'too much unread: come back with after');
        }
        isLive = await this.#inTurn(async () => {
          if (isOver()) return true;
          const page = await this.#nextPage(socket);
          return page === undefined || isOver() || this.#send(socket, page);
        });
        if (!isLive) await pause(PAUSE_MS);
      }
    } catch {
      if (!isOver()) this.#subscribers.close(socket, 1013, 'the log is away: come back with after');
    }
  }

  /** Runs the work when a place is free. A replay that waits for its client takes no place. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active >= MAX_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#active += 1;
    try {
      return await work();
    } finally {
      this.#active -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #nextPage(socket: WebSocket): Promise<ReplayPage | undefined> {
    for (let failures = 1; ; failures++) {
      const subscriber = this.#subscribers.get(socket);
      if (subscriber === undefined || subscriber.phase === 'live') return undefined;
      const { userId, sees, topics } = subscriber.subscription;
      const query = {
        ...{ userId, sees, topics, after: subscriber.sentTo },
        ...{ maxRows: PAGE_ROWS, maxCharacters: PAGE_CHARACTERS },
      };
      try {
        return await withTimeout('reading the log', TIMEOUT_MS, this.#source.replay(query));
      } catch (error) {
        if (failures === MAX_FAILURES) throw error;
        await pause(backoffMs(failures, Math.random()));
      }
    }
  }

  /**
   * Sends one page. When it reaches what was fanned out here, the socket goes live in the same turn of the event loop,
   * so it misses nothing and sees nothing twice.
   * @returns Whether the replay has ended.
   */
  #send(socket: WebSocket, page: ReplayPage): boolean {
    const subscriber = this.#subscribers.get(socket);
    if (subscriber === undefined) return true;
    const nowMs = Date.now();
    const { topics, expiresAt } = subscriber.subscription;
    if (expiresAt * 1000 <= nowMs) {
      this.#subscribers.close(socket, CLOSE_CODES.unauthenticated, CLOSE_REASONS.tokenExpired);
      return true;
    }
    const { head, after, reset, coveredTo } = page;
    if (subscriber.phase === 'new') this.#subscribers.send(socket, frame({ type: 'ready', head, after, topics }));
    if (reset) this.#subscribers.send(socket, frame({ type: 'reset', after }));
    for (const { sequence, body } of page.events) {
      this.#subscribers.sendEvent(socket, eventFrame(body), sequence, nowMs);
      if (this.#subscribers.get(socket) === undefined) return true;
    }
    const isLive = coveredTo >= this.#source.head();
    this.#subscribers.set(socket, { ...subscriber, sentTo: coveredTo, phase: isLive ? 'live' : 'replaying' });
    return isLive;
  }

  /**
   * Waits while the client has much unread.
   * @returns False when a client that sends `ack` frames has not for too long.
   */
  async #mayGoOn(socket: WebSocket, isOver: () => boolean): Promise<boolean> {
    const { acks } = this.#subscribers.backlog(socket);
    for (let waitedMs = 0; this.#subscribers.unread(socket) > WINDOW_CHARACTERS; waitedMs += LOOK_AGAIN_MS) {
      if (isOver() || (!acks && waitedMs >= WAIT_FOR_LIFE_MS)) return true;
      if (waitedMs >= WAIT_FOR_ACK_MS) return false;
      await pause(LOOK_AGAIN_MS);
    }
    return true;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
