import { Client as NeonClient } from '@neondatabase/serverless';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { type Actor, actorRefusal, confirmActorStatement, requireActorStatement, uuidLiteral } from './actor.ts';
import type { Config } from './config.ts';
import { claimStatement, type KeyClaim, keyTaken } from './key-claim.ts';
import { PipelinedTransaction, type TransactionEnd } from './pipelined-transaction.ts';
import { DatabaseAwayError, isTransient, withoutValues } from './postgres-error.ts';
import { RoundTrips } from './round-trips.ts';
import { noSpans, type Span, type Spans } from './tracing/spans.ts';
import { withSpans } from './tracing/traced-client.ts';
import { type Sink, writeTogether } from './write-together.ts';

/** A Drizzle handle inside an open transaction. */
export type Tx = NodePgDatabase<Record<string, never>>;

/**
 * The tenant and the actor of a transaction. An actor's transaction sees the rows of the actor's tenant, and is refused
 * at `BEGIN` or `COMMIT` when the actor may no longer act. System work in a tenant has no actor: never use it for what
 * a person or a key asked for. A shop is a tenant by its slug; no rows are seen when there is none. The system role
 * sees a few columns of all tenants. With a claim, the transaction takes an idempotency key at `BEGIN`, or is refused
 * with a `KeyTakenError`.
 */
export type Scope =
  | (({ actor: Actor } | { systemWorkIn: string }) & { claim?: KeyClaim })
  | { systemWorkInShop: string }
  | 'system';

const MAX_ATTEMPTS = 4;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** PostgreSQL for one invocation: workerd forbids sharing a socket between requests. */
export class Database {
  readonly #idle: pg.Client[] = [];
  readonly #lost = new WeakSet<pg.Client>();
  /** The end of a connection's last reading transaction. A pool gives up connections that are cut off before. */
  readonly #leaving = new WeakMap<pg.Client, Promise<unknown>>();
  readonly #config: Config['database'];
  readonly #roundTrips: RoundTrips;
  readonly #spans: Spans;
  #closings = 0;

  /** @param roundTrips Counts connects and waits for answers, for tests. */
  constructor(config: Config['database'], roundTrips = new RoundTrips(), spans: Spans = noSpans) {
    this.#config = config;
    this.#roundTrips = roundTrips;
    this.#spans = spans;
  }

  /**
   * Runs `work` in a transaction under a role and, for a tenant, under its row-level security. Commits when it
   * returns, rolls back when it throws. Deadlocks, serialization failures and an idle connection that turns out to be
   * dead run the whole of it again, so `work` must have no effect outside the transaction. It never runs again when
   * the first time may have been committed: when the connection is lost while `COMMIT` is under way, that is an error,
   * and a caller that must know asks the database, as a client does with its `Idempotency-Key`.
   * `BEGIN` travels with the first statement, and `COMMIT` with the last if `end` is told which that is.
   */
  async transaction<T>(scope: Scope, work: Work<T>): Promise<T> {
    return await this.#run(scope, work, { mayRunTwice: false });
  }

  /**
   * Runs one statement in its own transaction: in one round trip, where `transaction` takes two.
   * @param work Sends exactly one statement, which must be idempotent. `COMMIT` travels with it, so when an idle
   *   connection turns out to be dead it is unknown whether it ran, and it runs again.
   */
  async single<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#run(scope, (tx, end) => end.last(() => work(tx)), { mayRunTwice: true });
  }

  /**
   * Runs statements that only read, in one transaction. The caller does not wait for its end, because there is nothing
   * to commit.
   * @param work May run twice.
   */
  async reading<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#run(scope, work, { mayRunTwice: true, isReadOnly: true });
  }

  async #run<T>(scope: Scope, work: Work<T>, options: RunOptions): Promise<T> {
    const attributes = { 'db.system.name': 'postgresql' as const, 'db.operation.name': 'transaction' };
    return await this.#spans.run('transaction', { kind: 'client', attributes }, (span) =>
      this.#untilDone(() => this.#attempt(scope, work, options), span),
    );
  }

  async #untilDone<T>(attemptOnce: () => Promise<T>, span: Span): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptOnce();
      } catch (error) {
        if (!(error instanceof NothingDoneError)) throw withoutValues(error);
        if (attempt >= MAX_ATTEMPTS) throw withoutValues(error.cause);
        span.set({ 'ragline.db.attempts': attempt + 1 });
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
      }
    }
  }

  /** @throws {NothingDoneError} when a retry may succeed and is allowed. */
  async #attempt<T>(scope: Scope, work: Work<T>, { mayRunTwice, isReadOnly = false }: RunOptions): Promise<T> {
    return await this.#withClient(async (client, wasIdle) => {
      const begin = isReadOnly ? 'BEGIN READ ONLY' : 'BEGIN';
      const statements = { begin: `${begin}; ${enterStatement(scope)}`, commit: commitStatement(scope) };
      const transaction = new PipelinedTransaction(client, statements, this.#roundTrips);
      try {
        const queried = asPgClient(transaction);
        const result = await work(drizzle(this.#spans.isOn ? withSpans(queried, this.#spans) : queried), transaction);
        if (isReadOnly) this.#leaving.set(client, transaction.leave());
        else await transaction.commit();
        return result;
      } catch (thrown) {
        transaction.refuseMore();
        const failure = await transaction.beginFailure();
        const error = transaction.causeOf(thrown);
        const refusal = actorRefusal(failure?.error ?? error) ?? keyTaken(failure?.error);
        if (refusal !== undefined) throw refusal;
        if (failure === undefined) {
          throw isTransient(error) && !(await transaction.isCommitted()) ? new NothingDoneError(error) : error;
        }
        // `BEGIN` had no answer, so nothing was committed unless `COMMIT` was sent.
        if (!wasIdle || (transaction.isCommitSent && !mayRunTwice)) throw failure.error;
        // The cause has most likely killed the other idle connections too.
        void this.#endIdle();
        throw new NothingDoneError(failure.error);
      }
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
      // A connection that cannot roll back is closed; the server then ends its transaction.
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      // A transaction that outlives `close` ends its own connection.
      if (broken || closings !== this.#closings) await this.#end(client);
      else this.#idle.push(client);
    }
  }

  async #connect(): Promise<pg.Client> {
    const { kind, connectionString } = this.#config;
    const options = { connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
    const client =
      kind === 'neon' ? asPgClient(new NeonClient(options)) : new pg.Client({ ...options, pipeline: true });
    if (kind !== 'neon') writeTogether(socketOf(client));
    // Without a listener, a connection that drops between statements is an uncaught exception.
    client.on('error', () => {});
    client.once('end', () => this.#lost.add(client));
    try {
      await this.#roundTrips.of(() => client.connect());
    } catch (cause) {
      throw new DatabaseAwayError('no connection to the database', { cause });
    }
    return client;
  }

  /** Returns whether the database answers and accepts writes, for readiness: a replica after a failover does not. */
  async isWritable(): Promise<boolean> {
    try {
      const { rows } = await this.single('system', (tx) => tx.execute(sql`SHOW transaction_read_only`));
      return rows[0]?.transaction_read_only === 'off';
    } catch {
      return false;
    }
  }

  /** Closes every connection. Never rejects: in workerd a socket may close before `pg` has sent its goodbye. */
  async close(): Promise<void> {
    this.#closings += 1;
    await this.#endIdle();
  }

  async #endIdle(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((client) => this.#end(client)));
  }

  async #end(client: pg.Client): Promise<void> {
    await this.#leaving.get(client);
    // Neon's client would wait for ever for the end of a connection that has already ended.
    if (this.#lost.has(client)) return;
    try {
      await client.end();
    } catch {
      // Closed already.
    }
  }
}

interface RunOptions {
  mayRunTwice: boolean;
  isReadOnly?: boolean;
}

type Work<T> = (tx: Tx, end: TransactionEnd) => Promise<T>;

/** A failed attempt that may be repeated: nothing was committed, or repeating is harmless. */
class NothingDoneError extends Error {
  constructor(cause: unknown) {
    super('nothing was committed', { cause });
  }
}

/** The cast holds because Neon's client extends `pg`'s with older type declarations, and Drizzle calls only `query`. */
function asPgClient(client: NeonClient | PipelinedTransaction): pg.Client {
  return client as unknown as pg.Client;
}

/** The driver's socket, which its types omit. It exists before the driver connects. */
function socketOf(client: pg.Client): Sink {
  return (client as unknown as { connection: { stream: Sink } }).connection.stream;
}

/**
 * The statements that travel with `BEGIN` in one simple query: the settings, the check of the actor and the claim of a
 * key. None returns rows, which every transaction would have to describe and read. The variable parts are checked UUIDs
 * and roles, and escaped literals.
 */
function enterStatement(scope: Scope): string {
  const begin = `SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`;
  if (scope === 'system') return `${begin}; SET LOCAL ROLE ragline_system`;
  if ('systemWorkInShop' in scope) {
    const slug = pg.escapeLiteral(scope.systemWorkInShop);
    return `${begin}; SET LOCAL ROLE ragline_system; CALL enter_tenant(${slug}); SET LOCAL ROLE ragline_app`;
  }
  const tenantId = 'actor' in scope ? scope.actor.principal.tenantId : scope.systemWorkIn;
  const tenant = `${begin}; SET LOCAL ROLE ragline_app; SET LOCAL app.tenant_id = ${uuidLiteral(tenantId)}`;
  const permitted = 'actor' in scope ? `${tenant}; ${requireActorStatement(scope.actor)}` : tenant;
  return scope.claim === undefined ? permitted : `${permitted}; ${claimStatement(scope.claim)}`;
}

/**
 * The check of the actor and `COMMIT`, in one simple query. When the actor is refused, the transaction is rolled back.
 */
function commitStatement(scope: Scope): string {
  if (scope === 'system' || !('actor' in scope)) return 'COMMIT';
  return `${confirmActorStatement(scope.actor)}; COMMIT`;
}
