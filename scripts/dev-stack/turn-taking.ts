import type { PGlite } from '@electric-sql/pglite';
import { queryMessage, syncMessage } from './postgres-messages.ts';

/** One client of the single database session. Compared by identity only. */
export interface Client {
  /** Called when the client has left its transaction idle while others waited longer than the limit. */
  onIdleInTransaction(): void;
}

interface Turn {
  client: Client;
  messages: Uint8Array;
  endsExchange: boolean;
  reply: (bytes: Buffer) => void;
}

/**
 * PGlite is one session. This lets many clients take turns at it: a whole exchange (all messages up to Sync)
 * runs without another client's in between, and whoever has opened a transaction keeps the turn until it ends.
 */
export class TurnTaking {
  readonly #db: PGlite;
  readonly #idleLimitMs: number;
  readonly #onFailure: (error: Error) => void;
  readonly #gone = new WeakSet<Client>();
  #waiting: Turn[] = [];
  #holder: Client | undefined;
  #running = false;
  #failed = false;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: { db: PGlite; idleLimitMs: number; onFailure: (error: Error) => void }) {
    this.#db = options.db;
    this.#idleLimitMs = options.idleLimitMs;
    this.#onFailure = options.onFailure;
  }

  /** Queues one exchange. `endsExchange` is false after a Flush, when the client still owes its Sync. */
  take(turn: Turn): void {
    this.#waiting.push(turn);
    void this.#run();
  }

  /** Forgets a client that went away and rolls back what it left open, so that the others go on. */
  leave(client: Client): void {
    this.#gone.add(client);
    this.#waiting = this.#waiting.filter((turn) => turn.client !== client);
    void this.#run();
  }

  /** Clears the shared session (settings, advisory locks, temporary tables). Call it when no client is connected. */
  reset(): void {
    const client: Client = { onIdleInTransaction: () => undefined };
    this.take({ client, messages: queryMessage('DISCARD ALL'), endsExchange: true, reply: () => undefined });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#idleTimer);
    for (let turn = this.#next(); turn && !this.#failed; turn = this.#next()) await this.#play(turn);
    this.#running = false;
    if (this.#holder) this.#watchIdle(this.#holder);
  }

  #next(): Turn | undefined {
    if (this.#holder && this.#gone.has(this.#holder)) return abandon(this.#holder);
    const index = this.#holder ? this.#waiting.findIndex((turn) => turn.client === this.#holder) : 0;
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  async #play({ client, messages, endsExchange, reply }: Turn): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      await this.#db.runExclusive(() =>
        this.#db.execProtocolRawStream(messages, {
          // The engine hands out views into its own memory, which the next message overwrites.
          onRawData: (bytes) => void chunks.push(Buffer.from(bytes)),
        }),
      );
      this.#holder = !endsExchange || this.#db.isInTransaction() ? client : undefined;
      reply(Buffer.concat(chunks));
    } catch (error) {
      this.#failed = true;
      this.#onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #watchIdle(holder: Client): void {
    this.#idleTimer = setTimeout(() => {
      if (this.#waiting.length > 0) holder.onIdleInTransaction();
      else this.#watchIdle(holder);
    }, this.#idleLimitMs);
    this.#idleTimer.unref();
  }
}

function abandon(client: Client): Turn {
  const messages = Buffer.concat([syncMessage(), queryMessage('ROLLBACK')]);
  return { client, messages, endsExchange: true, reply: () => undefined };
}
