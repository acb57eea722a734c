import { maxSocketsOf, ownerOf } from '../../contracts/channel.ts';
import { loginOf, Principal } from '../../contracts/identity.ts';
import { REOPENED_STREAM_SECONDS, TICKET_REOPENS_SECONDS, TICKET_TTL_SECONDS } from '../../contracts/subscription.ts';
import { sha256Hex } from '../sha256.ts';

/** The schema of the first tickets, which opened one stream once. */
export const SINGLE_USE_TICKETS_SCHEMA = `
  CREATE TABLE tickets (hash TEXT PRIMARY KEY, principal TEXT NOT NULL, expires_at_ms INTEGER NOT NULL) WITHOUT ROWID;
`;
export const TICKETS_SCHEMA = `
  DROP TABLE tickets;
  CREATE TABLE tickets (
    number INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    principal TEXT NOT NULL,
    stream TEXT,
    expires_at_ms INTEGER NOT NULL
  );
  CREATE INDEX tickets_owner ON tickets (owner, number);
`;

/**
 * Hashed tickets that authenticate a browser's streams. A ticket must be used within a minute. The event stream that it
 * opens first binds it: an EventSource has one URL for all connections, so the ticket opens that stream again, and no
 * other. It ends with the token that it was created with, or after twelve hours for a session, which the API checks at
 * each opening.
 */
export class Tickets {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  async create(principal: Principal, nowMs: number): Promise<string> {
    const secret = base64Url(crypto.getRandomValues(new Uint8Array(32)));
    const ticket = `tk_${principal.tenantId}_${secret}`;
    const hash = await sha256Hex(ticket);
    const owner = ownerOf(principal);
    const expiresAtMs = Math.min(nowMs + TICKET_TTL_SECONDS * 1000, principal.expiresAt * 1000);
    this.#sql.exec('DELETE FROM tickets WHERE expires_at_ms <= ?', nowMs);
    this.#sql.exec(
      'INSERT INTO tickets (hash, owner, principal, expires_at_ms) VALUES (?, ?, ?, ?)',
      ...[hash, owner, JSON.stringify(principal), expiresAtMs],
    );
    // Twice the sockets that an owner may have: a reloaded page leaves its ticket behind.
    this.#sql.exec(
      `DELETE FROM tickets WHERE number IN (
        SELECT number FROM tickets WHERE owner = ? ORDER BY number DESC LIMIT -1 OFFSET ?)`,
      ...[owner, 2 * maxSocketsOf(principal)],
    );
    return ticket;
  }

  /** Deletes these owners' tickets, as `ownerOf` names them. */
  drop(owners: readonly string[]): void {
    this.#sql.exec('DELETE FROM tickets WHERE owner IN (SELECT value FROM json_each(?))', JSON.stringify(owners));
  }

  /**
   * @returns The principal of the ticket with the time at which its stream has to close; null when the ticket is
   *   unknown, too old, or bound to another stream.
   * @param stream What the ticket opens, and may open again. Undefined: it opens something once.
   */
  async redeem(ticket: string, stream: string | undefined, nowMs: number): Promise<Principal | null> {
    const hash = await sha256Hex(ticket);
    const [row] = this.#sql.exec<{ principal: string; stream: string | null; expires_at_ms: number }>(
      'SELECT principal, stream, expires_at_ms FROM tickets WHERE hash = ?',
      hash,
    );
    if (row === undefined || row.expires_at_ms <= nowMs) return null;
    const principal = Principal.parse(JSON.parse(row.principal));
    if (row.stream !== null) {
      if (row.stream !== stream) return null;
      const endsMs = Math.min(nowMs + REOPENED_STREAM_SECONDS * 1000, row.expires_at_ms);
      return { ...principal, expiresAt: Math.floor(endsMs / 1000) };
    }
    if (stream === undefined) {
      this.#sql.exec('DELETE FROM tickets WHERE hash = ?', hash);
      return principal;
    }
    const reopensUntilMs =
      loginOf(principal) === undefined ? principal.expiresAt * 1000 : nowMs + TICKET_REOPENS_SECONDS * 1000;
    this.#sql.exec('UPDATE tickets SET stream = ?, expires_at_ms = ? WHERE hash = ?', stream, reopensUntilMs, hash);
    return principal;
  }
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
