import { type ChatChunk, ChatMessage, TurnRequest } from '../../contracts/chat.ts';
import { migrate } from '../migrate.ts';

const TURN_SCHEMA = `
  CREATE TABLE turn (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    request TEXT NOT NULL,
    continues TEXT,
    begun_at_ms INTEGER NOT NULL
  );
  CREATE TABLE chunks (
    batch INTEGER PRIMARY KEY AUTOINCREMENT,
    for_resumers_only INTEGER NOT NULL,
    body TEXT NOT NULL
  );
`;

/** What is kept of a turn for a while after its end, for readers whose history was of before it. */
const ENDED_TURN_SCHEMA = `
  ALTER TABLE turn ADD COLUMN ended_at_ms INTEGER;
  ALTER TABLE turn ADD COLUMN has_late_readers INTEGER NOT NULL DEFAULT 0;
`;

/** A turn as the last instance of the object left it. */
export interface StoredTurn {
  request: TurnRequest;
  continues: ChatMessage | null;
  begunAtMs: number;
  /** Undefined: it runs, or was left running. */
  endedAtMs: number | undefined;
  /** Whether somebody read the history while it ran, and may come for the answer after its end. */
  hasLateReaders: boolean;
  chunks: ChatChunk[];
  replayed: ChatChunk[];
}

/**
 * The turn on disk: while it runs, so that a new instance can close what a dead one left; and for a while after its
 * end, for those who come back late.
 */
export class TurnStore {
  readonly #storage: DurableObjectStorage;
  /** A session that never had a turn leaves nothing on disk. */
  #hasTables: boolean;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    const tables = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").toArray();
    this.#hasTables = tables.length > 0;
    if (this.#hasTables) this.#migrate();
  }

  #migrate(): void {
    migrate(this.#storage, [TURN_SCHEMA, ENDED_TURN_SCHEMA]);
    this.#hasTables = true;
  }

  begin(request: TurnRequest, nowMs: number): void {
    if (!this.#hasTables) this.#migrate();
    this.#storage.transactionSync(() => {
      this.clear();
      this.#storage.sql.exec(
        'INSERT INTO turn (only, request, begun_at_ms) VALUES (1, ?, ?)',
        JSON.stringify(request),
        nowMs,
      );
    });
  }

  /** The turn that was begun has come to nothing: what was here before it is here again. */
  putBack(before: StoredTurn | undefined): void {
    this.#storage.transactionSync(() => {
      this.clear();
      if (before === undefined) return;
      const { request, continues, begunAtMs, endedAtMs = null, hasLateReaders, chunks, replayed } = before;
      this.#storage.sql.exec(
        'INSERT INTO turn (only, request, continues, begun_at_ms, ended_at_ms, has_late_readers) VALUES (1, ?, ?, ?, ?, ?)',
        JSON.stringify(request),
        continues && JSON.stringify(continues),
        begunAtMs,
        endedAtMs,
        hasLateReaders ? 1 : 0,
      );
      this.append(replayed, true);
      this.append(chunks);
    });
  }

  continueWith(message: ChatMessage | null): void {
    if (message !== null) this.#storage.sql.exec('UPDATE turn SET continues = ?', JSON.stringify(message));
  }

  append(chunks: readonly ChatChunk[], forResumersOnly = false): void {
    if (chunks.length === 0) return;
    this.#storage.sql.exec(
      'INSERT INTO chunks (for_resumers_only, body) VALUES (?, ?)',
      forResumersOnly ? 1 : 0,
      JSON.stringify(chunks),
    );
  }

  /** The turn is over and its answer is stored elsewhere: what it said is kept only for who comes back late. */
  end(nowMs: number): void {
    this.#storage.sql.exec('UPDATE turn SET ended_at_ms = ?', nowMs);
    this.#storage.sql.exec('DELETE FROM chunks WHERE NOT EXISTS (SELECT 1 FROM turn WHERE has_late_readers = 1)');
  }

  /** Somebody has read the history of before this turn's end. */
  noteLateReader(): void {
    this.#storage.sql.exec('UPDATE turn SET has_late_readers = 1');
  }

  /** What the last turn was, without its chunks. */
  peek(): Pick<StoredTurn, 'request' | 'endedAtMs' | 'hasLateReaders'> | undefined {
    const row = this.#row();
    if (row === undefined) return undefined;
    return {
      request: TurnRequest.parse(JSON.parse(row.request)),
      endedAtMs: row.ended_at_ms ?? undefined,
      hasLateReaders: row.has_late_readers === 1,
    };
  }

  #row() {
    if (!this.#hasTables) return undefined;
    return this.#storage.sql
      .exec<{
        request: string;
        continues: string | null;
        begun_at_ms: number;
        ended_at_ms: number | null;
        has_late_readers: number;
      }>('SELECT request, continues, begun_at_ms, ended_at_ms, has_late_readers FROM turn')
      .toArray()[0];
  }

  load(): StoredTurn | undefined {
    const { sql } = this.#storage;
    const row = this.#row();
    if (row === undefined) return undefined;
    const chunksOf = (forResumersOnly: number) =>
      [
        ...sql.exec<{ body: string }>(
          'SELECT body FROM chunks WHERE for_resumers_only = ? ORDER BY batch',
          forResumersOnly,
        ),
      ].flatMap(({ body }) => asChunks(body));
    return {
      request: TurnRequest.parse(JSON.parse(row.request)),
      continues: row.continues === null ? null : ChatMessage.parse(JSON.parse(row.continues)),
      begunAtMs: row.begun_at_ms,
      endedAtMs: row.ended_at_ms ?? undefined,
      hasLateReaders: row.has_late_readers === 1,
      chunks: chunksOf(0),
      replayed: chunksOf(1),
    };
  }

  clear(): void {
    this.#storage.sql.exec('DELETE FROM turn');
    this.#storage.sql.exec('DELETE FROM chunks');
  }
}

/** Only `append` writes this column. */
function asChunks(body: string): ChatChunk[] {
  return JSON.parse(body) as ChatChunk[];
}
