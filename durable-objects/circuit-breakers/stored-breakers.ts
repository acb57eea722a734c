import type { BreakerRecord } from '../../contracts/circuit-breaker.ts';
import { migrate } from '../migrate.ts';

const SCHEMA = `
  CREATE TABLE breakers (
    host TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    keep_until_ms REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX breakers_by_age ON breakers (keep_until_ms);
`;

/** Breakers by host, at most `maxHosts`. A missing breaker is closed and has never failed. */
export class StoredBreakers {
  readonly #storage: DurableObjectStorage;
  readonly #maxHosts: number;

  constructor(storage: DurableObjectStorage, maxHosts: number) {
    this.#storage = storage;
    this.#maxHosts = maxHosts;
    migrate(storage, [SCHEMA]);
  }

  get(host: string): BreakerRecord | undefined {
    const [row] = this.#storage.sql
      .exec<{ record: string }>('SELECT record FROM breakers WHERE host = ?', host)
      .toArray();
    return row === undefined ? undefined : parseRecord(row.record);
  }

  /** @param keepUntilMs From then on the record equals a new one. */
  put(host: string, record: BreakerRecord, keepUntilMs: number): void {
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      sql.exec(
        'INSERT OR REPLACE INTO breakers (host, record, keep_until_ms) VALUES (?, ?, ?)',
        ...[host, JSON.stringify(record), keepUntilMs],
      );
      sql.exec(
        `DELETE FROM breakers WHERE host <> ? AND host IN (
           SELECT host FROM breakers ORDER BY keep_until_ms DESC, host LIMIT -1 OFFSET ?)`,
        ...[host, this.#maxHosts],
      );
    });
  }

  /** Drops records that equal new ones. @returns When the next one will; undefined when none is left. */
  prune(nowMs: number): number | undefined {
    this.#storage.sql.exec('DELETE FROM breakers WHERE keep_until_ms <= ?', nowMs);
    const { next } = this.#storage.sql
      .exec<{ next: number | null }>('SELECT min(keep_until_ms) AS next FROM breakers')
      .one();
    return next ?? undefined;
  }
}

/** The cast holds because only `put` writes the column. */
const parseRecord = (text: string): BreakerRecord => JSON.parse(text);
