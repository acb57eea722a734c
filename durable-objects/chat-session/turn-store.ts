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

/** Columns for ended turns, which late readers of the history may still read. */
const ENDED_TURN_SCHEMA = `
  ALTER TABLE turn ADD COLUMN ended_at_ms INTEGER;
  ALTER TABLE turn ADD COLUMN has_late_readers INTEGER NOT NULL DEFAULT 0;
`;

/** A turn as the last instance of the object left it. */
export interface StoredTurn {
  request: TurnRequest;
  continues: ChatMessage | null;
  begunAtMs: number;
  /** Undefined while the turn runs, or when it was interrupted. */
  endedAtMs: number | undefined;
  /** True if the history was read while the turn ran, so that a reader may come after its end. */
  hasLateReaders: boolean;
  chunks: ChatChunk[];
  replayed: ChatChunk[];
}

/** A turn without its chunks. */
type TurnHead = Omit<StoredTurn, 'chunks' | 'replayed'>;

/**
 * The turn on disk: while it runs, so that a new instance can close it after a crash, and for a while after its end for
 * late readers. Only this object writes its disk, so everything but the chunks is read once and then cached.
 */
export class TurnStore {
  readonly #storage: DurableObjectStorage;
  /** A session without a turn has nothing on disk. */
  #hasTables: boolean;
  #note: TurnHead | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    const tables = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").toArray();
    this.#hasTables = tables.length > 0;
    if (!this.#hasTables) return;
    this.#migrate();
    this.#note = this.#read();
  }

  #migrate(): void {
    migrate(this.#storage, [TURN_SCHEMA, ENDED_TURN_SCHEMA]);
    this.#hasTables = true;
  }

  /** @param continues The answer that the turn continues after an approval, or null. */
  begin(request: TurnRequest, continues: ChatMessage | null, begunAtMs: number): void {
    if (!this.#hasTables) this.#migrate();
    this.#storage.transactionSync(() => {
      this.clear();
      this.#storage.sql.exec(
        'INSERT INTO turn (only, request, continues, begun_at_ms) VALUES (1, ?, ?, ?)',
        // The address is only needed to start the turn.
        JSON.stringify({ ...request, address: undefined }),
        continues && JSON.stringify(continues),
        begunAtMs,
      );
    });
    this.#note = { request, continues, begunAtMs, endedAtMs: undefined, hasLateReaders: false };
  }

  append(chunks: readonly ChatChunk[], forResumersOnly = false): void {
    if (chunks.length === 0) return;
    this.#storage.sql.exec(
      'INSERT INTO chunks (for_resumers_only, body) VALUES (?, ?)',
      forResumersOnly ? 1 : 0,
      JSON.stringify(chunks),
    );
  }

  /** Marks the turn as ended. Its answer is stored elsewhere, so the chunks are kept only for late readers. */
  end(nowMs: number): void {
    if (this.#note === undefined) return;
    this.#storage.sql.exec('UPDATE turn SET ended_at_ms = ?', nowMs);
    if (!this.#note.hasLateReaders) this.#storage.sql.exec('DELETE FROM chunks');
    this.#note = { ...this.#note, endedAtMs: nowMs };
  }

  /** Records that the history was read before this turn ended. */
  noteLateReader(): void {
    if (this.#note === undefined) return;
    this.#storage.sql.exec('UPDATE turn SET has_late_readers = 1');
    this.#note = { ...this.#note, hasLateReaders: true };
  }

  /** The last turn, without its chunks. */
  peek(): TurnHead | undefined {
    return this.#note;
  }

  load(): StoredTurn | undefined {
    if (this.#note === undefined) return undefined;
    // `end` has deleted the chunks.
    if (this.#note.endedAtMs !== undefined && !this.#note.hasLateReaders) {
      return { ...this.#note, chunks: [], replayed: [] };
    }
    return { ...this.#note, chunks: this.#chunksOf(0), replayed: this.#chunksOf(1) };
  }

  clear(): void {
    this.#storage.sql.exec('DELETE FROM turn');
    this.#storage.sql.exec('DELETE FROM chunks');
    this.#note = undefined;
  }

  #read(): TurnHead | undefined {
    const row = this.#storage.sql
      .exec<{
        request: string;
        continues: string | null;
        begun_at_ms: number;
        ended_at_ms: number | null;
        has_late_readers: number;
      }>('SELECT request, continues, begun_at_ms, ended_at_ms, has_late_readers FROM turn')
      .toArray()[0];
    if (row === undefined) return undefined;
    return {
      request: TurnRequest.parse(JSON.parse(row.request)),
      continues: row.continues === null ? null : ChatMessage.parse(JSON.parse(row.continues)),
      begunAtMs: row.begun_at_ms,
      endedAtMs: row.ended_at_ms ?? undefined,
      hasLateReaders: row.has_late_readers === 1,
    };
  }

  #chunksOf(forResumersOnly: 0 | 1): ChatChunk[] {
    const rows = this.#storage.sql.exec<{ body: string }>(
      'SELECT body FROM chunks WHERE for_resumers_only = ? ORDER BY batch',
      forResumersOnly,
    );
    return [...rows].flatMap(({ body }) => asChunks(body));
  }
}

/** The cast holds because only `append` writes this column. */
function asChunks(body: string): ChatChunk[] {
  return JSON.parse(body) as ChatChunk[];
}
