import { DrizzleQueryError } from 'drizzle-orm/errors';
import { StatedError } from '../../contracts/stated-error.ts';
import { summaryOf } from './tracing/statement-summary.ts';

/** A fault that PostgreSQL reported: SQLSTATE and, for constraints, which. */
export interface PostgresFault {
  code: string;
  constraint: string | undefined;
}

/** The PostgreSQL fault behind an error, however a library wrapped it; undefined when there is none. */
export function postgresFault(error: unknown): PostgresFault | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string' && /^[0-9A-Z]{5}$/.test(current.code)) {
      const constraint =
        'constraint' in current && typeof current.constraint === 'string' ? current.constraint : undefined;
      return { code: current.code, constraint };
    }
  }
  return undefined;
}

/** A failed statement: its operations and tables, and PostgreSQL's names for the cause. */
class PostgresError extends StatedError {
  override name = 'PostgresError';
  /** SQLSTATE; undefined when the server did not answer. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor(statement: string | undefined, fault: unknown) {
    super(`${statement === undefined ? 'a statement' : summaryOf(statement)} failed`);
    const nameOf = (key: string) => {
      const name: unknown = fault instanceof Error ? Object.getOwnPropertyDescriptor(fault, key)?.value : undefined;
      return typeof name === 'string' ? name : undefined;
    };
    this.code = nameOf('code');
    this.constraint = nameOf('constraint');
    this.table = nameOf('table');
    this.column = nameOf('column');
  }
}

/**
 * The error of a transaction without what drivers quote: Drizzle's message holds parameters, and PostgreSQL's `detail`
 * and `where` the row. The runtime prints even uncaught errors.
 */
export function withoutValues(error: unknown): unknown {
  const isDriverError = error instanceof DrizzleQueryError || (error instanceof Error && 'severity' in error);
  if (!isDriverError) return error;
  const [query, fault] = error instanceof DrizzleQueryError ? [error.query, error.cause] : [undefined, error];
  if (fault instanceof StatedError) return fault;
  const safe = new PostgresError(query, fault);
  const frames = error.stack?.slice(error.stack.indexOf(error.message) + error.message.length);
  if (frames !== undefined) safe.stack = `${safe.name}: ${safe.message}${frames}`;
  return safe;
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const fault = postgresFault(error);
  return fault?.code === '23505' && fault.constraint === constraint;
}

/**
 * Data that the transaction read has changed, as a stricter isolation level would report. The cause of an error that a
 * repeated transaction may avoid.
 */
export class StaleReadError extends StatedError {
  override name = 'StaleReadError';
  readonly code = '40001';
}

/** No connection to the database could be opened: nothing was done. */
export class DatabaseAwayError extends StatedError {
  override name = 'DatabaseAwayError';
}

/**
 * SQLSTATEs of an unavailable server: connection, resources (a full disk), shutdown or start, its files, and 25006,
 * read_only_sql_transaction, which a former primary answers after a failover.
 */
const AWAY = /^(?:08|53|57P|58|25006$)/;

/** Returns whether a later retry may succeed, because the database is away, starting or overloaded. */
export function isDatabaseAway(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof DatabaseAwayError) return true;
  }
  return AWAY.test(postgresFault(error)?.code ?? '');
}

/** serialization_failure and deadlock_detected: a repeated transaction may succeed. */
export function isTransient(error: unknown): boolean {
  const code = postgresFault(error)?.code;
  return code === '40001' || code === '40P01';
}
