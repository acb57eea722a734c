import { Principal } from '../../contracts/identity.ts';
import { TICKET_TTL_SECONDS } from '../../contracts/subscription.ts';
import { sha256Hex } from '../sha256.ts';

export const TICKETS_SCHEMA = `
  CREATE TABLE tickets (hash TEXT PRIMARY KEY, principal TEXT NOT NULL, expires_at_ms INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Single-use proofs of identity for a browser's stream: stored hashed, gone once used or a minute old. */
export class Tickets {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  async create(principal: Principal, nowMs: number): Promise<string> {
    const secret = base64Url(crypto.getRandomValues(new Uint8Array(32)));
    const ticket = `tk_${principal.tenantId}_${secret}`;
    const hash = await sha256Hex(ticket);
    this.#sql.exec('DELETE FROM tickets WHERE expires_at_ms <= ?', nowMs);
    this.#sql.exec(
      'INSERT INTO tickets (hash, principal, expires_at_ms) VALUES (?, ?, ?)',
      ...[hash, JSON.stringify(principal), nowMs + TICKET_TTL_SECONDS * 1000],
    );
    return ticket;
  }

  /** Drops the tickets of these owners, as `ownerOf` names them. */
  drop(owners: readonly string[]): void {
    this.#sql.exec(
      `DELETE FROM tickets WHERE coalesce(principal ->> '$.sessionId', principal ->> '$.userId') IN (
        SELECT value FROM json_each(?))`,
      JSON.stringify(owners),
    );
  }

  /** Who the ticket was made for, once; null when it is unknown, used or too old, or their token has ended. */
  async redeem(ticket: string, nowMs: number): Promise<Principal | null> {
    const hash = await sha256Hex(ticket);
    const [row] = this.#sql.exec<{ principal: string; expires_at_ms: number }>(
      'DELETE FROM tickets WHERE hash = ? RETURNING principal, expires_at_ms',
      hash,
    );
    if (row === undefined || row.expires_at_ms <= nowMs) return null;
    const principal = Principal.parse(JSON.parse(row.principal));
    return principal.expiresAt * 1000 > nowMs ? principal : null;
  }
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
