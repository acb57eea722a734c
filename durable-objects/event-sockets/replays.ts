import { CLOSE_CODES, CLOSE_REASONS } from '../../contracts/subscription.ts';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { backoffMs } from '../backoff.ts';
import { WINDOW_CHARACTERS } from './backlog.ts';
import type { EventSource, ReplayPage } from './event-source.ts';
import { eventFrame, frame } from './frames.ts';
import type { Subscribers } from './subscribers.ts';

const PAGE_ROWS = 250;
const PAGE_CHARACTERS = 256 * 1024;
/** Pages are read for so many sockets at once. */
const MAX_AT_ONCE = 16;
/** Between pages: lets nudges, other sockets and live fan-out through. */
const PAUSE_MS = 1;
/** How long a page waits for a client with much unread when it reads by `ack` frames, and when it may not know them. */
const WAIT_FOR_ACK_MS = 30_000;
const WAIT_FOR_LIFE_MS = 500;
const LOOK_AGAIN_MS = 10;
const TIMEOUT_MS = 5_000;
const MAX_FAILURES = 5;

/** Sends sockets what they missed, page by page and in turn, until each has caught up and goes live. */
export class Replays {
  readonly #source: EventSource;
  readonly #subscribers: Subscribers;
  /** The replay of each socket; a later one takes the place of an earlier one, which then ends. */
  readonly #current = new WeakMap<WebSocket, object>();
  readonly #waiting: Array<() => void> = [];
  #active = 0;

  constructor(source: EventSource, subscribers: Subscribers) {
    this.#source = source;
    this.#subscribers = subscribers;
  }

  /** Goes on with replays that hibernation or a crash cut short. */
  resume(): Array<Promise<void>> {
    const isUnfinished = (socket: WebSocket) => this.#subscribers.get(socket)?.phase !== 'live';
    return this.#subscribers
      .sockets()
      .filter(isUnfinished)
      .map((socket) => this.start(socket));
  }

  /** Replays from where the socket is, as its subscription is now. @returns When it has ended; never rejects. */
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

  /** Some at once; who waits for a client to read takes no turn meanwhile. */
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
   * Sends one page. The one that reaches what was fanned out here makes the socket live in the same turn: no gap, no
   * double. @returns Whether the replay is over.
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

  /** Waits while the client has a lot to read. False: it reads by `ack` frames, and has not for too long. */
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
