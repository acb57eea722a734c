const REMEDIES: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: start the database, or correct DATABASE_URL.',
  ENOTFOUND: 'no such host: correct DATABASE_URL.',
  EAI_AGAIN: "the host's name cannot be looked up: check DATABASE_URL and the network.",
  ETIMEDOUT: 'it does not answer: check DATABASE_URL, the network and the firewall.',
  EHOSTUNREACH: 'it cannot be reached: check DATABASE_URL and the network.',
  ECONNRESET: 'it closed the connection: check DATABASE_URL, and whether it asks for TLS (sslmode).',
  '28P01': 'it refuses the password: correct the user or password in DATABASE_URL.',
  '28000': 'it refuses this user: correct DATABASE_URL, or allow the user in pg_hba.conf.',
  '3D000': 'it has no database of that name: create it, or correct DATABASE_URL.',
  '53300': 'it has no free connections: close some, or raise max_connections.',
  '57P03': 'it is still starting up: try again in a moment.',
};

/** undefined_table, undefined_column, undefined_object, and what SET ROLE answers to an unknown role. */
const NO_SCHEMA = new Set(['42P01', '42703', '42704', '22023']);

/** Returns host, port and database of a connection string, without user and password, for messages. */
export function describeDatabase(connectionString: string): string {
  try {
    const { hostname, port, pathname } = new URL(connectionString);
    return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
  } catch {
    return 'at DATABASE_URL';
  }
}

/**
 * Returns one sentence, without secrets, with the fault of a database connection and the remedy. Undefined when `error`
 * is not a connection error.
 */
export function connectionFault(error: unknown, connectionString: string): string | undefined {
  if (!URL.canParse(connectionString) || !/^postgres(ql)?:$/.test(new URL(connectionString).protocol)) {
    return 'DATABASE_URL is not a PostgreSQL address: it should look like postgres://user:password@host:5432/database.';
  }
  const code = errorCode(innermost(error));
  const remedy = code === undefined ? undefined : REMEDIES[code];
  if (remedy) return `Cannot use the database ${describeDatabase(connectionString)}: ${remedy}`;
  if (error instanceof Error && /timeout|terminated|SSL/i.test(error.message)) {
    return `Cannot use the database ${describeDatabase(connectionString)}: ${error.message}. Check DATABASE_URL and its sslmode.`;
  }
  return undefined;
}

/** Returns one line about a database error: its own message, without wrappers, and the remedy for a missing schema. */
export function describeDatabaseError(error: unknown): string {
  const own = innermost(error);
  const reason = (own instanceof Error ? own.message : String(own)).split('\n')[0];
  const code = errorCode(own);
  return code !== undefined && NO_SCHEMA.has(code)
    ? `${reason}: bring the schema up to date with npm run migrate`
    : `${reason}`;
}

/** Drizzle wraps the error of `pg` in one that repeats the whole statement. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.message.startsWith('Failed query') && error.cause
    ? innermost(error.cause)
    : error;
}

/** `localhost` may stand for two addresses; Node then gathers one error for each. */
function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
