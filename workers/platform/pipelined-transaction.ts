import type pg from 'pg';
import { StatedError } from '../../contracts/stated-error.ts';
import { postgresFault } from './postgres-error.ts';

const IN_FAILED_TRANSACTION = '25P02';

/** What the work of a transaction may say about its end. */
export interface TransactionEnd {
  /**
   * Runs the last statement: `COMMIT` is sent along with it, unless the transaction is somebody else's. A statement after
   * that is refused, and an error that the work throws after it undoes nothing: check and compute before.
   * @param query Sends one statement.
   */
  last<T>(query: () => PromiseLike<T>): Promise<T>;
}

/**
 * One transaction on a connection that sends statements without waiting for earlier answers: `BEGIN` travels with the
 * first statement, and `COMMIT` with the last where the work names it. The server runs them in this order, and each by
 * itself: when one fails, `COMMIT` rolls back. Over a client that cannot pipeline it is the same, one after the other.
 * Once it has ended it takes no more statements: on the connection there may be another tenant's transaction by then.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class PipelinedTransaction implements TransactionEnd {
  readonly #client: pg.Client;
  readonly #countRoundTrip: () => void;
  readonly #commit: string;
  #begin: string | undefined;
  #begun: Promise<unknown> = Promise.resolve();
  #isNextLast = false;
  #hasEnded = false;
  /** What came of it, as PostgreSQL names it: `COMMIT`, or `ROLLBACK` when a statement had failed. */
  #committed: Promise<string> | undefined;

  /** @param statements Simple queries, of one statement or several; what begins and what ends the transaction. */
  constructor(client: pg.Client, statements: { begin: string; commit: string }, countRoundTrip: () => void) {
    this.#client = client;
    this.#begin = statements.begin;
    this.#commit = statements.commit;
    this.#countRoundTrip = countRoundTrip;
  }

  async last<T>(query: () => PromiseLike<T>): Promise<T> {
    this.#isNextLast = true;
    return await query();
  }

  /** As `pg.Client` has it; Drizzle calls it. */
  query(config: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> {
    if (this.#hasEnded) return Promise.reject(new StatedError('a statement came after the last one'));
    this.#countRoundTrip();
    this.#sendBegin();
    const answer = handled(this.#client.query(config, values));
    if (this.#isNextLast) {
      this.#hasEnded = true;
      // A value that cannot be encoded fails here, and the server, which never saw the statement, would commit the rest.
      if ((values ?? []).every(isSurelyEncoded)) void this.#sendCommit();
    }
    return answer;
  }

  /** Resolves once the transaction is committed. @throws What `BEGIN` or `COMMIT` throws, and when it was rolled back. */
  async commit(): Promise<void> {
    this.#hasEnded = true;
    if (this.#committed === undefined) {
      this.#countRoundTrip();
      // Its answer is there already, unless there was no statement.
      if (this.#begin === undefined) await this.#begun;
      this.#sendBegin();
    }
    const committed = this.#committed ?? this.#sendCommit();
    await this.#begun;
    if ((await committed) !== 'COMMIT')
      throw new StatedError('the transaction was rolled back, since a statement had failed');
  }

  /** Why `BEGIN` was refused, which says more than what then failed without a transaction; undefined when it was not. */
  async beginFailure(): Promise<{ error: unknown } | undefined> {
    return await this.#begun.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
  }

  /** For a transaction that failed, before it is rolled back: whoever still holds it can do no more with it. */
  refuseMore(): void {
    this.#hasEnded = true;
  }

  /** Whether `COMMIT` was sent: if the connection is lost after that, nobody can tell whether it came to pass. */
  get isCommitSent(): boolean {
    return this.#committed !== undefined;
  }

  /** Whether it is known to be committed, although its work failed. */
  async isCommitted(): Promise<boolean> {
    return (await this.#committed?.catch(() => undefined)) === 'COMMIT';
  }

  #sendBegin(): void {
    if (this.#begin === undefined) return;
    this.#begun = handled(this.#client.query(this.#begin));
    this.#begin = undefined;
  }

  #sendCommit(): Promise<string> {
    this.#committed = handled(this.#client.query(this.#commit).then(lastCommand, rolledBack));
    return this.#committed;
  }
}

/** Of several statements the driver answers one result each, which its types leave out. */
function lastCommand(results: pg.QueryResult | pg.QueryResult[]): string {
  return [results].flat().at(-1)?.command ?? '';
}

/** What stands before `COMMIT` is refused in a transaction whose statement had failed. */
function rolledBack(error: unknown): string {
  if (postgresFault(error)?.code === IN_FAILED_TRANSACTION) return 'ROLLBACK';
  throw error;
}

/** Of any other, an object say, the driver makes JSON, which fails for a BigInt or a circle within. */
function isSurelyEncoded(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSurelyEncoded);
  return typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value);
}

/** Its error is for whoever awaits it later, which nobody does once the statement before it has failed. */
function handled<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
