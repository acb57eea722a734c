import type { StoredResponse } from '../contracts/stored-response.ts';

const KEEP_MS = 24 * 60 * 60 * 1000;
/** A row holds 2 MB at most in production; locally more. */
const MAX_BYTES = 1_900_000;
const PRUNE_BATCH = 1_000;
/** Pruning is a matter of space alone: expired rows are never answered with. */
const PRUNE_PAUSE_MS = 60_000;

interface Row extends Record<string, SqlStorageValue> {
  fingerprint: string;
  response: string;
}

/** The responses of an idempotency gate, kept for a day. */
export class StoredResponses {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  find(scope: string, nowMs: number): { fingerprint: string; response: StoredResponse } | undefined {
    const [row] = this.#storage.sql.exec<Row>(
      'SELECT fingerprint, response FROM responses WHERE scope = ? AND expires_at_ms > ?',
      ...[scope, nowMs],
    );
    return row && { fingerprint: row.fingerprint, response: storedResponse(row.response) };
  }

  /** Keeps a response. One that is too large for a row is not kept: its work is done, and Postgres knows it. */
  async store(scope: string, fingerprint: string, response: StoredResponse, nowMs: number): Promise<void> {
    const text = JSON.stringify(response);
    if (new TextEncoder().encode(text).byteLength > MAX_BYTES) return;
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO responses (scope, fingerprint, response, expires_at_ms) VALUES (?, ?, ?, ?)',
      ...[scope, fingerprint, text, nowMs + KEEP_MS],
    );
    if ((await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(nowMs + KEEP_MS + PRUNE_PAUSE_MS);
  }

  /** Drops expired responses, a bounded number at a time, and comes back for the next. */
  async prune(nowMs: number): Promise<void> {
    const { sql } = this.#storage;
    sql.exec(
      'DELETE FROM responses WHERE scope IN (SELECT scope FROM responses WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ?)',
      ...[nowMs, PRUNE_BATCH],
    );
    const { next } = sql.exec<{ next: number | null }>('SELECT min(expires_at_ms) AS next FROM responses').one();
    if (next !== null) await this.#storage.setAlarm(Math.max(next, nowMs) + (next <= nowMs ? 100 : PRUNE_PAUSE_MS));
  }
}

/** The one cast: every row was written by `store`, from a `StoredResponse`. */
function storedResponse(text: string): StoredResponse {
  return JSON.parse(text) as StoredResponse;
}
