import type { ChatChannel, ChatChannelAnswer } from '../../contracts/channel.ts';

export const CHAT_CHANNELS_SCHEMA = `
  CREATE TABLE chat_channels (
    owner TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    sockets INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    PRIMARY KEY (owner, conversation_id)
  ) WITHOUT ROWID;
  CREATE INDEX chat_channels_by_expiry ON chat_channels (expires_at_ms);
`;

/** The conversations in which each owner may have channels open. An entry that is kept too long does no harm. */
export class ChatChannels {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Records a channel that a chat session reports, unless its owner has too many sockets. */
  note(channel: ChatChannel, nowMs: number): Exclude<ChatChannelAnswer, 'revoked'> {
    const { conversationId, owner, sockets, maxSockets, expiresAtMs } = channel;
    this.#sql.exec('DELETE FROM chat_channels WHERE expires_at_ms <= ?', nowMs);
    if (maxSockets !== undefined && this.#socketsElsewhere(channel) + sockets > maxSockets) return 'full';
    this.#sql.exec(
      `INSERT INTO chat_channels (owner, conversation_id, sockets, expires_at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (owner, conversation_id) DO UPDATE
       SET sockets = excluded.sockets, expires_at_ms = max(expires_at_ms, excluded.expires_at_ms)`,
      ...[owner, conversationId, sockets, expiresAtMs],
    );
    return 'open';
  }

  #socketsElsewhere({ owner, conversationId }: ChatChannel): number {
    return this.#sql
      .exec<{ count: number }>(
        'SELECT coalesce(sum(sockets), 0) AS count FROM chat_channels WHERE owner = ? AND conversation_id <> ?',
        ...[owner, conversationId],
      )
      .one().count;
  }

  /** The conversations in which these owners may have channels open. */
  of(owners: readonly string[]): string[] {
    return this.#sql
      .exec<{ id: string }>(
        'SELECT DISTINCT conversation_id AS id FROM chat_channels WHERE owner IN (SELECT value FROM json_each(?))',
        JSON.stringify(owners),
      )
      .toArray()
      .map(({ id }) => id);
  }

  forget(conversationId: string, owners: readonly string[]): void {
    this.#sql.exec(
      'DELETE FROM chat_channels WHERE conversation_id = ? AND owner IN (SELECT value FROM json_each(?))',
      ...[conversationId, JSON.stringify(owners)],
    );
  }
}
