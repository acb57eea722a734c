/** Longer than a request takes from its admission to the object that holds its channel. */
const REMEMBER_MS = 30_000;

export const RECENT_REVOCATIONS_SCHEMA = `
  CREATE TABLE revoked (owner TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;
`;

/**
 * Owners whose channels this object has just closed. A request that was admitted right before the revocation can arrive
 * right after it, and is refused by this list. Later requests are refused on admission.
 */
export class RecentRevocations {
  readonly #sql: SqlStorage;
  readonly #untilMs = new Map<string, number>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const { owner, until_ms } of sql.exec<{ owner: string; until_ms: number }>('SELECT * FROM revoked')) {
      this.#untilMs.set(owner, until_ms);
    }
  }

  add(owners: readonly string[], nowMs: number): void {
    this.#sql.exec('DELETE FROM revoked WHERE until_ms <= ?', nowMs);
    for (const [owner, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(owner);
    for (const owner of owners) {
      const untilMs = nowMs + REMEMBER_MS;
      this.#sql.exec('INSERT OR REPLACE INTO revoked (owner, until_ms) VALUES (?, ?)', owner, untilMs);
      this.#untilMs.set(owner, untilMs);
    }
  }

  has(owner: string, nowMs: number): boolean {
    return (this.#untilMs.get(owner) ?? 0) > nowMs;
  }

  owners(nowMs: number): string[] {
    return Array.from(this.#untilMs.keys()).filter((owner) => this.has(owner, nowMs));
  }
}
