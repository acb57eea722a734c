import { migrate } from './migrate.ts';
import type { TokenBucket } from './token-bucket.ts';

const SCHEMA = `
  CREATE TABLE buckets (
    name TEXT PRIMARY KEY,
    tokens REAL NOT NULL,
    at_ms REAL NOT NULL,
    capacity REAL NOT NULL,
    refill_per_second REAL NOT NULL
  ) WITHOUT ROWID;
`;

interface Row extends Record<string, SqlStorageValue> {
  name: string;
  tokens: number;
  at_ms: number;
  capacity: number;
  refill_per_second: number;
}

/** A rate limiter's buckets on disk, up to a second old. */
export class StoredBuckets {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    migrate(storage, [SCHEMA]);
  }

  load(): Array<readonly [string, TokenBucket]> {
    return this.#storage.sql
      .exec<Row>('SELECT * FROM buckets')
      .toArray()
      .map((row) => [
        row.name,
        { tokens: row.tokens, atMs: row.at_ms, capacity: row.capacity, refillPerSecond: row.refill_per_second },
      ]);
  }

  /** Writes changes in one transaction; undefined deletes. */
  save(changes: ReadonlyArray<readonly [name: string, bucket: TokenBucket | undefined]>): void {
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      for (const [name, bucket] of changes) {
        if (bucket === undefined) {
          sql.exec('DELETE FROM buckets WHERE name = ?', name);
          continue;
        }
        sql.exec(
          'INSERT OR REPLACE INTO buckets (name, tokens, at_ms, capacity, refill_per_second) VALUES (?, ?, ?, ?, ?)',
          ...[name, bucket.tokens, bucket.atMs, bucket.capacity, bucket.refillPerSecond],
        );
      }
    });
  }
}
