import { type ChatChunk, ChatMessage, TurnRequest } from '../../contracts/chat.ts';

export const TURN_SCHEMA = `
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

/** A turn as the last instance of the object left it. */
export interface StoredTurn {
  request: TurnRequest;
  continues: ChatMessage | null;
  begunAtMs: number;
  chunks: ChatChunk[];
  replayed: ChatChunk[];
}

/** The running turn on disk, so that a new instance can close what a dead one left. Empty between turns. */
export class TurnStore {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  begin(request: TurnRequest, nowMs: number): void {
    this.#storage.transactionSync(() => {
      this.clear();
      this.#storage.sql.exec(
        'INSERT INTO turn (only, request, begun_at_ms) VALUES (1, ?, ?)',
        JSON.stringify(request),
        nowMs,
      );
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

  load(): StoredTurn | undefined {
    const { sql } = this.#storage;
    const [row] = sql.exec<{ request: string; continues: string | null; begun_at_ms: number }>(
      'SELECT request, continues, begun_at_ms FROM turn',
    );
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
