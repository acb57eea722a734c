import { withTimeout } from '../../contracts/with-timeout.ts';
import { backoffMs } from '../backoff.ts';
import type { Delivery, DeliveryAnswer } from '../hub-shard/delivery.ts';
import type { EventLog } from './event-log.ts';
import type { HubLog } from './hub-deps.ts';

const MAX_ROWS = 500;
const MAX_CHARACTERS = 1024 * 1024;
const TIMEOUT_MS = 5_000;
/** The alarm that resumes feeding after the hub was killed. */
const WATCHDOG_MS = 5_000;

export const SHARD_FEEDS_SCHEMA = `
  CREATE TABLE shards (number INTEGER PRIMARY KEY);
  INSERT INTO counters (name, value) VALUES ('shards_at', 0);
`;

/** A shard that has sockets, as the hub knows it. A new object replaces it when the shard attaches again. */
interface Feed {
  index: number;
  /** The sequence up to which the shard has passed events on; after a restart of the hub, at least up to it. */
  position: number;
  running: Promise<void> | undefined;
  watchdogMs: number;
  failures: number;
  retryAtMs: number;
}

export interface ShardFeedsDeps {
  pass(index: number, delivery: Delivery): Promise<DeliveryAnswer>;
  /** Called when `dueMs` has changed. */
  rearm(): void;
  log: HubLog;
  now(): number;
  random(): number;
}

/**
 * Feeds the log to the shards. Each shard has one call at a time, which carries everything after its position. The
 * shard answers with its position, and the next call starts there. So lost calls, lost answers and restarts need no
 * repair, and no shard delays another.
 */
export class ShardFeeds {
  readonly #storage: DurableObjectStorage;
  readonly #log: EventLog;
  readonly #deps: ShardFeedsDeps;
  readonly #feeds = new Map<number, Feed>();
  /** The part of the log that was read last: most shards need the same. */
  #read: { position: number; head: number; delivery: Delivery } | undefined;

  constructor(storage: DurableObjectStorage, log: EventLog, deps: ShardFeedsDeps) {
    this.#storage = storage;
    this.#log = log;
    this.#deps = deps;
    const position = this.#caughtUpTo();
    for (const { number } of storage.sql.exec<{ number: number }>('SELECT number FROM shards')) {
      this.#feeds.set(number, newFeed(number, position));
    }
  }

  /** The shards that are fed. */
  indexes(): number[] {
    return Array.from(this.#feeds.keys());
  }

  /** Starts feeding a shard. @returns The sequence where its feed starts. */
  attach(index: number): number {
    const position = this.#log.head();
    this.#storage.sql.exec('INSERT OR IGNORE INTO shards (number) VALUES (?)', index);
    this.#feeds.set(index, newFeed(index, position));
    this.#noteCaughtUp();
    return position;
  }

  /**
   * Called when the log was lost, and with it the list of fed shards: asks all of them. Shards without sockets are
   * forgotten again.
   */
  attachAll(count: number): void {
    for (let index = 1; index <= count; index++) {
      if (this.#feeds.has(index)) continue;
      this.#storage.sql.exec('INSERT OR IGNORE INTO shards (number) VALUES (?)', index);
      this.#feeds.set(index, newFeed(index, 0));
    }
  }

  /** Feeds every shard that is behind and not in backoff. @returns The running calls. */
  pump(): Promise<void>[] {
    const nowMs = this.#deps.now();
    const started: Promise<void>[] = [];
    for (const feed of this.#feeds.values()) {
      if (feed.running !== undefined || !this.#isBehind(feed) || feed.retryAtMs > nowMs) continue;
      feed.watchdogMs = nowMs + WATCHDOG_MS;
      feed.running = this.#run(feed);
      started.push(feed.running);
    }
    return started;
  }

  /** When to call `pump` next; undefined when every shard is up to date. */
  dueMs(): number | undefined {
    let due: number | undefined;
    for (const feed of this.#feeds.values()) {
      if (!this.#isBehind(feed)) continue;
      const atMs = feed.running === undefined ? feed.retryAtMs : feed.watchdogMs;
      due = Math.min(due ?? atMs, atMs);
    }
    return due;
  }

  async #run(feed: Feed): Promise<void> {
    const { pass, log, now, random, rearm } = this.#deps;
    try {
      while (this.#isBehind(feed) && this.#isCurrent(feed)) {
        const delivery = this.#deliveryFrom(feed.position);
        const { position } = await withTimeout(`feeding shard ${feed.index}`, TIMEOUT_MS, pass(feed.index, delivery));
        feed.failures = 0;
        if (!this.#isCurrent(feed)) return;
        if (position === null) this.#forget(feed);
        else feed.position = position;
      }
      feed.running = undefined;
      this.#noteCaughtUp();
    } catch (error) {
      feed.running = undefined;
      feed.failures += 1;
      feed.retryAtMs = now() + backoffMs(feed.failures, random());
      log.error('shard_not_fed', { shard: feed.index, failures: feed.failures, error });
      rearm();
    }
  }

  #isBehind(feed: Feed): boolean {
    return feed.position !== this.#log.head();
  }

  #isCurrent(feed: Feed): boolean {
    return this.#feeds.get(feed.index) === feed;
  }

  #deliveryFrom(position: number): Delivery {
    const head = this.#log.head();
    if (this.#read?.position === position && this.#read.head === head) return this.#read.delivery;
    const { after, reset } = this.#log.resume(position);
    const events = this.#log.slice(after, MAX_ROWS, MAX_CHARACTERS);
    const last = events.at(-1)?.sequence ?? head;
    const delivery = { previous: after, last, events, ...(reset ? { lostFrom: position } : {}) };
    this.#read = { position, head, delivery };
    return delivery;
  }

  #forget(feed: Feed): void {
    this.#feeds.delete(feed.index);
    this.#storage.sql.exec('DELETE FROM shards WHERE number = ?', feed.index);
  }

  #caughtUpTo(): number {
    return this.#storage.sql.exec<{ value: number }>("SELECT value FROM counters WHERE name = 'shards_at'").one().value;
  }

  /**
   * One row for all shards: the position of the slowest. A restarted hub starts there, and shards skip what they have.
   */
  #noteCaughtUp(): void {
    this.#read = undefined;
    const slowest = Math.min(this.#log.head(), ...Array.from(this.#feeds.values(), ({ position }) => position));
    if (slowest !== this.#caughtUpTo()) {
      this.#storage.sql.exec("UPDATE counters SET value = ? WHERE name = 'shards_at'", slowest);
    }
  }
}

const newFeed = (index: number, position: number): Feed => ({
  ...{ index, position, running: undefined, watchdogMs: 0, failures: 0, retryAtMs: 0 },
});
