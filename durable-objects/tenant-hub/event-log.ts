import type { EventEnvelope, OutboxEntry, Topic } from '../../contracts/event.ts';
import { TOPICS } from '../../contracts/event.ts';
import type { LoggedEvent } from './hub-deps.ts';

export const KEEP_MS = 24 * 60 * 60 * 1000;
export const MAX_ROWS = 100_000;
const PRUNE_EVERY = 500;
const PRUNE_BATCH = 1_000;

export const EVENT_LOG_SCHEMA = `
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL,
    audience_user_id TEXT NOT NULL,
    body TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  );
  CREATE INDEX events_by_audience ON events (audience_user_id, sequence);
  CREATE INDEX events_by_topic ON events (topic, sequence);
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
  INSERT INTO counters (name, value) VALUES ('head', 0);
`;

export interface LogFilter {
  userId: string;
  sees: 'tenant' | 'own';
  /** Null: all. */
  topics: readonly Topic[] | null;
}

export interface LogRow extends Record<string, SqlStorageValue> {
  sequence: number;
  body: string;
}

/** The tenant's events in their one order, numbered without gaps from 1. */
export class EventLog {
  readonly #storage: DurableObjectStorage;
  #sincePruned = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Numbers and stores the entries; one that is stored already answers with the number that it has. */
  append(entries: readonly OutboxEntry[], nowMs: number): LoggedEvent[] {
    const { sql } = this.#storage;
    return this.#storage.transactionSync(() => {
      let head = this.head();
      const logged = entries.map(({ event: unnumbered, audienceUserId }): LoggedEvent => {
        const [known] = sql.exec<{ sequence: number }>('SELECT sequence FROM events WHERE event_id = ?', unnumbered.id);
        if (known === undefined) head += 1;
        const event: EventEnvelope = { ...unnumbered, sequence: known?.sequence ?? head };
        const body = JSON.stringify(event);
        if (known === undefined) {
          sql.exec(
            'INSERT INTO events (sequence, event_id, topic, audience_user_id, body, at_ms) VALUES (?, ?, ?, ?, ?, ?)',
            ...[event.sequence, event.id, event.topic, audienceUserId, body, nowMs],
          );
          this.#sincePruned += 1;
        }
        return { event, body, audienceUserId, isNew: known === undefined };
      });
      sql.exec("UPDATE counters SET value = ? WHERE name = 'head'", head);
      return logged;
    });
  }

  /** The newest sequence; 0 when there was never an event. */
  head(): number {
    return this.#storage.sql.exec<{ value: number }>("SELECT value FROM counters WHERE name = 'head'").one().value;
  }

  /** The sequence before the oldest event kept: whoever has seen this much has missed nothing. */
  floor(): number {
    const { oldest } = this.#storage.sql
      .exec<{ oldest: number | null }>('SELECT min(sequence) AS oldest FROM events')
      .one();
    return oldest === null ? this.head() : oldest - 1;
  }

  /** Where a reader that has seen `after` goes on; it must reset when that is not where it was. */
  resume(after: number): { after: number; reset: boolean } {
    const head = this.head();
    // Ahead of the head: the log was lost since. What the reader reloads now is as new as the head.
    if (after > head) return { after: head, reset: true };
    const floor = this.floor();
    return after < floor ? { after: floor, reset: true } : { after, reset: false };
  }

  /** Up to `limit` rows after a sequence that the filter lets through, read lazily: stop when you have enough. */
  rows(filter: LogFilter, after: number, limit: number): Iterable<LogRow> {
    const { sql } = this.#storage;
    const topics =
      filter.topics === null || TOPICS.every((topic) => filter.topics?.includes(topic)) ? null : filter.topics;
    if (filter.sees === 'own') {
      return sql.exec<LogRow>(
        `SELECT sequence, body FROM events INDEXED BY events_by_audience
         WHERE audience_user_id = ? AND sequence > ? AND (? IS NULL OR topic IN (SELECT value FROM json_each(?)))
         ORDER BY sequence LIMIT ?`,
        ...[filter.userId, after, topics && 1, JSON.stringify(topics ?? []), limit],
      );
    }
    if (topics === null) {
      return sql.exec<LogRow>(
        'SELECT sequence, body FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?',
        after,
        limit,
      );
    }
    if (topics.length === 0) return [];
    // Each branch walks its own index and SQLite merges them, however rare a topic is among the others.
    const branch = 'SELECT sequence, body FROM events INDEXED BY events_by_topic WHERE topic = ? AND sequence > ?';
    return sql.exec<LogRow>(
      `${topics.map(() => branch).join(' UNION ALL ')} ORDER BY sequence LIMIT ?`,
      ...[...topics.flatMap((topic) => [topic, after]), limit],
    );
  }

  /**
   * Drops events older than a day, and any beyond the row limit; a bounded number a call, and mostly does nothing.
   * Call it only when no delivered row waits to be marked: a dropped event would no longer be known by its id.
   */
  prune(nowMs: number, isIdle: boolean): void {
    if (this.#sincePruned < PRUNE_EVERY && !isIdle) return;
    this.#sincePruned = 0;
    this.#storage.sql.exec(
      `DELETE FROM events WHERE sequence IN (SELECT sequence FROM events ORDER BY sequence LIMIT ?)
       AND (at_ms < ? OR sequence <= ?)`,
      ...[PRUNE_BATCH, nowMs - KEEP_MS, this.head() - MAX_ROWS + PRUNE_EVERY],
    );
  }
}
