import { Client as NeonClient } from '@neondatabase/serverless';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Config } from './config.ts';
import { isTransient } from './postgres-error.ts';

/** A Drizzle handle inside an open transaction. */
export type Tx = NodePgDatabase<Record<string, never>>;

/** Whose rows a transaction may touch: one tenant's, or the few columns that the system role may read. */
export type Scope = { tenantId: string } | 'system';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_ATTEMPTS = 4;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** PostgreSQL for one invocation: workerd forbids sharing a socket between requests. */
export class Database {
  readonly #idle: pg.Client[] = [];
  readonly #config: Config['database'];
  readonly #countRoundTrip: () => void;
  #closings = 0;

  /** @param countRoundTrip Called once for each connect and each statement that is waited for, for tests and metrics. */
  constructor(config: Config['database'], countRoundTrip: () => void = () => {}) {
    this.#config = config;
    this.#countRoundTrip = countRoundTrip;
  }

  /**
   * Runs `work` in a transaction under a role and, for a tenant, under its row-level security. Commits when it
   * returns, rolls back when it throws. Deadlocks and serialization failures run the whole of it again, so `work`
   * must have no effect outside the transaction.
   */
  async transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#untilDone(() => this.#attempt(scope, work));
  }

  /**
   * The rows of one statement, in a transaction of its own as `transaction` makes them, but in one round trip instead
   * of two. It takes no parameters: its text must be made of constants and of numbers, as `wholeNumber` makes them.
   */
  async readOnce(scope: Scope, statement: string): Promise<Array<Record<string, unknown>>> {
    return await this.#untilDone(() =>
      this.#withClient(async (client) => {
        this.#countRoundTrip();
        const results = asResults(await client.query(`${beginStatement(scope)}; ${statement}; COMMIT`));
        return results.at(-2)?.rows ?? [];
      }),
    );
  }

  async #untilDone<T>(attemptOnce: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptOnce();
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !(isTransient(error) || error instanceof IdleConnectionError)) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
      }
    }
  }

  async #attempt<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#withClient(async (client, wasIdle) => {
      // Not waited for: it travels with the first statement, which fails when it does. Nothing has happened then.
      const begun = client.query(beginStatement(scope)).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      const checkBegun = async () => {
        const failure = await begun;
        if (failure !== undefined) throw wasIdle ? new IdleConnectionError(failure.error) : failure.error;
      };
      let result: T;
      try {
        result = await work(drizzle(client, { logger: { logQuery: this.#countRoundTrip } }));
      } catch (error) {
        await checkBegun();
        throw error;
      }
      await checkBegun();
      this.#countRoundTrip();
      await client.query('COMMIT');
      return result;
    });
  }

  async #withClient<T>(work: (client: pg.Client, wasIdle: boolean) => Promise<T>): Promise<T> {
    const closings = this.#closings;
    const idle = this.#idle.pop();
    const client = idle ?? (await this.#connect());
    let broken = false;
    try {
      return await work(client, idle !== undefined);
    } catch (error) {
      // A connection that cannot roll back is of no further use; the server ends its transaction with it.
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      // A transaction that outlives a close ends its own connection.
      if (broken || closings !== this.#closings) await endQuietly(client);
      else this.#idle.push(client);
    }
  }

  async #connect(): Promise<pg.Client> {
    const { kind, connectionString } = this.#config;
    const options = { connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, pipeline: true };
    const client = kind === 'neon' ? asPgClient(new NeonClient(options)) : new pg.Client(options);
    // Without a listener a connection that drops between statements would be an uncaught exception.
    client.on('error', () => {});
    this.#countRoundTrip();
    await client.connect();
    return client;
  }

  /** Whether the database answers, for readiness. */
  async isReachable(): Promise<boolean> {
    try {
      await this.transaction('system', async () => {});
      return true;
    } catch {
      return false;
    }
  }

  /** Ends every connection. Never rejects: in workerd a socket may close before `pg` has said goodbye. */
  async close(): Promise<void> {
    this.#closings += 1;
    await Promise.all(this.#idle.splice(0).map(endQuietly));
  }
}

/** A connection that had been idle did not begin a transaction: it may have died meanwhile, and another will do. */
class IdleConnectionError extends Error {
  constructor(cause: unknown) {
    super('an idle connection could not begin a transaction', { cause });
  }
}

/** The one cast: of several statements in one text `pg` answers a list, one result each, which its types leave out. */
function asResults(answer: unknown): Array<pg.QueryResult<Record<string, unknown>>> {
  return answer as Array<pg.QueryResult<Record<string, unknown>>>;
}

/** A number for the text of a statement. @throws {RangeError} for anything else. */
export function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError('this is no whole number');
  return value.toFixed(0);
}

/** Neon's client extends pg's own; only its bundled type declarations are an older copy. */
function asPgClient(client: NeonClient): pg.Client {
  return client as unknown as pg.Client;
}

async function endQuietly(client: pg.Client): Promise<void> {
  try {
    await client.end();
  } catch {
    // Closed already.
  }
}

/** `BEGIN` and both settings in one simple query. Its only variable part is a checked UUID. */
function beginStatement(scope: Scope): string {
  const timeout = `SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`;
  if (scope === 'system') return `BEGIN; SELECT set_config('role', 'ragline_system', true); ${timeout}`;
  if (!UUID.test(scope.tenantId)) throw new Error('a tenant scope needs a UUID in lower case');
  return `BEGIN; SELECT set_config('role', 'ragline_app', true), set_config('app.tenant_id', '${scope.tenantId}', true); ${timeout}`;
}
