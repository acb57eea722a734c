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

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const fault = postgresFault(error);
  return fault?.code === '23505' && fault.constraint === constraint;
}

/**
 * What a transaction read has changed under it, as PostgreSQL itself would say under a stricter isolation: the cause
 * of an error that running the transaction again may spare.
 */
export class StaleReadError extends Error {
  override name = 'StaleReadError';
  readonly code = '40001';
}

/** No connection to the database could be made: nothing was done. */
export class DatabaseAwayError extends Error {
  override name = 'DatabaseAwayError';
}

/** SQLSTATE classes of a server that cannot work now: connection, resources, and shutting down or starting. */
const AWAY = /^(?:08|53|57P)/;

/** Whether trying the same later may succeed, since the database is away, starting, or has too much to do. */
export function isDatabaseAway(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof DatabaseAwayError) return true;
  }
  return AWAY.test(postgresFault(error)?.code ?? '');
}

/** serialization_failure and deadlock_detected: running the transaction again may succeed. */
export function isTransient(error: unknown): boolean {
  const code = postgresFault(error)?.code;
  return code === '40001' || code === '40P01';
}
