import type pg from 'pg';
import { StatedError } from '../../contracts/stated-error.ts';
import { postgresFault } from './postgres-error.ts';
import type { RoundTrips } from './round-trips.ts';

const IN_FAILED_TRANSACTION = '25P02';

/** Lets the work of a transaction send statements that it does not wait for, and its last one. */
export interface TransactionEnd {
  /**
   * Sends a statement without waiting for its answer: for writes that return nothing. When it fails, so do all that
   * follow, and the transaction rejects with its error. A condition that the database must check can be
   * `require_unchanged`.
   * @param query Sends one statement at once, before it returns.
   */
  send(query: () => PromiseLike<unknown>): void;
  /**
   * Sends the last statement together with `COMMIT`, unless the transaction belongs to a caller. Further statements are
   * refused, and a later error of the work undoes nothing: check and compute before.
   * @param query Sends one statement.
   */
  last<T>(query: () => PromiseLike<T>): Promise<T>;
}

/**
 * A transaction on a connection that sends statements without waiting for earlier answers: `BEGIN` travels with the
 * first statement, and `COMMIT` with the last where the work names it. The server runs them in this order, and each by
 * itself: when one fails, `COMMIT` rolls back. Over a client that cannot pipeline it is the same, one after the other.
 * Once it has ended it takes no more statements: on the connection there may be another tenant's transaction by then.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class PipelinedTransaction implements TransactionEnd {
  readonly #client: pg.Client;
  readonly #roundTrips: RoundTrips;
  readonly #commit: string;
  #begin: string | undefined;
  #begun: Promise<unknown> = Promise.resolve();
  #beginFailure: { error: unknown } | undefined;
  #isNextLast = false;
  #hasEnded = false;
  readonly #sent: Array<Promise<unknown>> = [];
  #sentFailure: unknown;
  #isSurelySent = true;
  #isEncoded = true;
  #statements = 0;
  /** PostgreSQL's result of the end: `COMMIT`, or `ROLLBACK` after a failed statement. */
  #committed: Promise<string> | undefined;

  /** @param statements Simple queries that start and end the transaction. */
  constructor(client: pg.Client, statements: { begin: string; commit: string }, roundTrips: RoundTrips) {
    this.#client = client;
    this.#begin = statements.begin;
    this.#commit = statements.commit;
    this.#roundTrips = roundTrips;
  }

  send(query: () => PromiseLike<unknown>): void {
    const before = this.#statements;
    const answer = atOnce(query);
    answer.catch((error: unknown) => {
      this.#sentFailure ??= error;
    });
    if (this.#statements === before) throw new StatedError('a statement to send ahead was not sent at once');
    this.#isSurelySent &&= this.#isEncoded;
    this.#sent.push(answer);
  }

  async last<T>(query: () => PromiseLike<T>): Promise<T> {
    this.#isNextLast = true;
    return await atOnce(query);
  }

  /** The signature of `pg.Client`, which Drizzle calls. */
  query(config: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> {
    if (this.#hasEnded) return Promise.reject(new StatedError('a statement came after the last one'));
    // A value that cannot be encoded fails here: the server would not see the statement, and would commit the rest.
    this.#isEncoded = (values ?? []).every(isSurelyEncoded);
    const answer = handled(
      this.#roundTrips.of(() => {
        this.#sendBegin();
        return this.#client.query(config, values);
      }),
    );
    this.#statements += 1;
    if (this.#isNextLast) {
      this.#hasEnded = true;
      if (this.#isEncoded && this.#isSurelySent) void this.#sendCommit();
    }
    return answer;
  }

  /**
   * Resolves once the transaction is committed.
   * @throws the error of `BEGIN` or `COMMIT`, or when it was rolled back.
   */
  async commit(): Promise<void> {
    this.#hasEnded = true;
    if (!this.#isSurelySent) await Promise.all(this.#sent);
    // Known when a statement behind it was answered. Without an answer yet, the server refuses COMMIT by itself.
    if (this.#beginFailure !== undefined) throw this.#beginFailure.error;
    const committed = this.#committed ?? this.#roundTrips.of(() => this.#sendCommit());
    await this.#begun;
    await Promise.all(this.#sent);
    if ((await committed) !== 'COMMIT')
      throw new StatedError('the transaction was rolled back, since a statement had failed');
  }

  /** Ends a transaction that has only read. Resolves once the connection is free, and never rejects. */
  async leave(): Promise<void> {
    this.#hasEnded = true;
    if (this.#begin === undefined) await this.#sendCommit().catch(() => undefined);
  }

  /** The error of `BEGIN`, which explains later errors; undefined when it succeeded. */
  async beginFailure(): Promise<{ error: unknown } | undefined> {
    await this.#begun.catch(() => undefined);
    return this.#beginFailure;
  }

  /** The error of a sent statement, where `error` only says that some statement had failed before. */
  causeOf(error: unknown): unknown {
    const isEffect = postgresFault(error)?.code === IN_FAILED_TRANSACTION;
    return isEffect ? (this.#sentFailure ?? error) : error;
  }

  /** Refuses further statements of a failed transaction, before it is rolled back. */
  refuseMore(): void {
    this.#hasEnded = true;
  }

  /** Returns whether `COMMIT` was sent. If the connection is lost afterwards, the outcome is unknown. */
  get isCommitSent(): boolean {
    return this.#committed !== undefined;
  }

  /** Returns whether the transaction is known to be committed although its work failed. */
  async isCommitted(): Promise<boolean> {
    return (await this.#committed?.catch(() => undefined)) === 'COMMIT';
  }

  #sendBegin(): void {
    if (this.#begin === undefined) return;
    this.#begun = this.#client.query(this.#begin);
    this.#begun.catch((error: unknown) => {
      this.#beginFailure = { error };
    });
    this.#begin = undefined;
  }

  #sendCommit(): Promise<string> {
    // Ends a transaction whose work made no statement.
    this.#sendBegin();
    this.#committed = handled(this.#client.query(this.#commit).then(lastCommand, rolledBack));
    return this.#committed;
  }
}

/** The driver returns one result per statement, which its types omit. */
function lastCommand(results: pg.QueryResult | pg.QueryResult[]): string {
  return [results].flat().at(-1)?.command ?? '';
}

/** The message for a transaction that was rolled back by a failed statement. */
function rolledBack(error: unknown): string {
  if (postgresFault(error)?.code === IN_FAILED_TRANSACTION) return 'ROLLBACK';
  throw error;
}

/** The driver turns other values, such as objects, into JSON, which fails for BigInts and cycles. */
function isSurelyEncoded(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSurelyEncoded);
  return typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value);
}

/** Awaiting a statement of Drizzle's would send it a moment later, behind others perhaps. */
const atOnce = <T>(query: () => PromiseLike<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    query().then(resolve, reject);
  });

/** Marks the promise as handled: it is not awaited once an earlier statement has failed. */
function handled<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
