import type { CommittedEvent, EventEnvelope, Topic } from '../../contracts/event.ts';
import { TOPICS } from '../../contracts/event.ts';
import type { EventFilter } from '../../contracts/subscription.ts';
import type { OutgoingEvent, ReplayPage, ReplayQuery } from '../event-sockets/event-source.ts';
import type { LoggedEvent } from './hub-deps.ts';

/** The log keeps at least a day and at least so many events, whichever is more … */
export const KEEP_MS = 24 * 60 * 60 * 1000;
export const KEEP_ROWS = 100_000;
/** … and at most so many, about a fifth of the 10 GB that an object may store. */
export const MAX_ROWS = 1_000_000;
/**
 * How far a lost log restarts above the newest sequence in the database. Up to a batch of events may have reached
 * clients before their rows were marked, and no sequence may be given twice.
 */
export const LOST_LOG_GAP = 10_000;
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

/** The second migration: an empty log asks the database once for its first sequence. */
export const LOG_BEGINNING_SCHEMA = `
  INSERT INTO counters (name, value) SELECT 'begun', value > 0 FROM counters WHERE name = 'head';
`;

/** The third migration: the newest sequence that the database has confirmed as marked. */
export const MARKED_SCHEMA = `
  INSERT INTO counters (name, value) VALUES ('marked', 0);
`;

interface LogRow extends Record<string, SqlStorageValue> {
  sequence: number;
  body: string;
}

/** The tenant's events in order, numbered without gaps from 1, or from where a lost log restarted. */
export class EventLog {
  readonly #storage: DurableObjectStorage;
  #sincePruned = 0;
  /** Stored together with the next events, or when the relay goes to sleep. */
  #marked: number | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Numbers and stores the entries. An entry that is already stored keeps its number. */
  append(entries: readonly CommittedEvent[], nowMs: number): LoggedEvent[] {
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
      this.storeMarked();
      return logged;
    });
  }

  /** Returns whether the log knows its first sequence. */
  get hasBegun(): boolean {
    return this.#counter('begun') === 1;
  }

  /**
   * Starts an empty log after the newest sequence that was ever marked in the database.
   * @returns The start, when an earlier log was lost: readers have to reset to it.
   */
  begin(markedHead: number): number | undefined {
    if (this.hasBegun) return undefined;
    const head = markedHead === 0 ? 0 : markedHead + LOST_LOG_GAP;
    const { sql } = this.#storage;
    sql.exec(
      "UPDATE counters SET value = CASE name WHEN 'head' THEN ? ELSE 1 END WHERE name IN ('head', 'begun')",
      head,
    );
    return head === 0 ? undefined : head;
  }

  /** The database has confirmed marks up to this sequence. */
  noteMarked(sequence: number): void {
    this.#marked = Math.max(sequence, this.markedHead());
  }

  storeMarked(): void {
    if (this.#marked === undefined || this.#marked === this.#counter('marked')) return;
    this.#storage.sql.exec("UPDATE counters SET value = ? WHERE name = 'marked'", this.#marked);
  }

  /** The newest sequence that the database confirmed to be marked; 0 for none. */
  markedHead(): number {
    return this.#marked ?? this.#counter('marked');
  }

  /**
   * Restarts after the database was restored, above every sequence that was given: the lost events must not be
   * replayed.
   * @returns The start: readers have to reset to it.
   */
  restart(): number {
    const { sql } = this.#storage;
    const head = this.head() + LOST_LOG_GAP;
    this.#storage.transactionSync(() => {
      sql.exec('DELETE FROM events');
      sql.exec(
        "UPDATE counters SET value = CASE name WHEN 'head' THEN ? ELSE 0 END WHERE name IN ('head', 'marked')",
        head,
      );
    });
    this.#marked = 0;
    return head;
  }

  /** The newest sequence; 0 without events. */
  head(): number {
    return this.#counter('head');
  }

  /** The sequence before the oldest kept event. A reader that is at or after it has missed nothing. */
  floor(): number {
    const { oldest } = this.#storage.sql
      .exec<{ oldest: number | null }>('SELECT min(sequence) AS oldest FROM events')
      .one();
    return oldest === null ? this.head() : oldest - 1;
  }

  /** The place from which a reader at `after` continues. It must reset when that is another place. */
  resume(after: number): { after: number; reset: boolean } {
    const head = this.head();
    // Ahead of the head: the log was lost. What the reader reloads now is as new as the head.
    if (after > head) return { after: head, reset: true };
    const floor = this.floor();
    return after < floor ? { after: floor, reset: true } : { after, reset: false };
  }

  /** A page of the events that the reader missed and the filter lets through. */
  page({ after, maxRows, maxCharacters, ...filter }: ReplayQuery): ReplayPage {
    const head = this.head();
    const resumed = this.resume(after);
    const events: ReplayPage['events'] = [];
    let characters = 0;
    let isCut = false;
    for (const { sequence, body } of this.#rows(filter, resumed.after, maxRows)) {
      events.push({ sequence, body });
      characters += body.length;
      isCut = events.length === maxRows || characters >= maxCharacters;
      if (isCut) break;
    }
    // A complete page covers everything up to the head, including what the filter hid.
    const last = isCut ? events.at(-1) : undefined;
    return { ...resumed, events, coveredTo: last?.sequence ?? head, head };
  }

  /** The events after a sequence with their audience, for an object that filters them itself. */
  slice(after: number, maxRows: number, maxCharacters: number): OutgoingEvent[] {
    const events: OutgoingEvent[] = [];
    let characters = 0;
    const rows = this.#storage.sql.exec<LogRow & { topic: Topic; audience_user_id: string }>(
      'SELECT sequence, topic, audience_user_id, body FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?',
      ...[after, maxRows],
    );
    for (const { sequence, topic, audience_user_id, body } of rows) {
      events.push({ sequence, topic, audienceUserId: audience_user_id, body });
      characters += body.length;
      if (characters >= maxCharacters) break;
    }
    return events;
  }

  /** Up to `limit` rows after a sequence that the filter lets through, read lazily. */
  #rows(filter: EventFilter, after: number, limit: number): Iterable<LogRow> {
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
   * Drops events that are older than a day and not among the newest 100,000, and everything beyond the maximum: a
   * bounded number per call. Call it only when no delivered row waits to be marked, because a dropped event is no
   * longer recognised by its id.
   */
  prune(nowMs: number, isIdle: boolean): void {
    if (this.#sincePruned < PRUNE_EVERY && !isIdle) return;
    this.#sincePruned = 0;
    const head = this.head();
    if (head - this.floor() <= KEEP_ROWS) return;
    this.#storage.sql.exec(
      `DELETE FROM events WHERE sequence IN (SELECT sequence FROM events ORDER BY sequence LIMIT ?)
       AND (sequence <= ? OR (sequence <= ? AND at_ms < ?))`,
      ...[PRUNE_BATCH, head - MAX_ROWS, head - KEEP_ROWS, nowMs - KEEP_MS],
    );
  }

  #counter(name: 'head' | 'begun' | 'marked'): number {
    return this.#storage.sql.exec<{ value: number }>('SELECT value FROM counters WHERE name = ?', name).one().value;
  }
}
