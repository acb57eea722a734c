import { spawn } from 'node:child_process';
import pg from 'pg';

/** Runs `work` with a connection for long statements, which is closed afterwards. */
export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @throws {Error} for a role to which row-level security applies: it would see no rows, and call that a whole backup. */
export async function requireAllRows(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; sees_all: boolean }>(
    'SELECT rolname AS name, rolsuper OR rolbypassrls AS sees_all FROM pg_roles WHERE rolname = current_user',
  );
  const [role] = rows;
  if (role === undefined || role.sees_all) return;
  throw new Error(
    `The role ${role.name} cannot read every row. Use a role with BYPASSRLS, such as the owner that Neon creates, or run ` +
      `ALTER ROLE ${role.name} BYPASSRLS as a superuser.`,
  );
}

/**
 * Runs `pg_dump` or `pg_restore`. The password goes through the environment: other users of the machine can read arguments.
 * @throws {Error} with the last line that the program printed.
 */
export async function runPostgresProgram(
  program: 'pg_dump' | 'pg_restore',
  connectionString: string,
  args: readonly string[],
): Promise<void> {
  const url = new URL(connectionString);
  const password = decodeURIComponent(url.password);
  url.password = '';
  const child = spawn(program, [`--dbname=${url.href}`, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PGPASSWORD: password },
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed = `${printed}${chunk}`.slice(-10_000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(explain(error, program)));
    child.once('close', resolve);
  });
  if (code === 0) return;
  const lines = printed.split('\n').filter((line) => /error|fatal/i.test(line));
  throw new Error(lines.at(0) ?? `${program} ended with ${code}.`);
}

function explain(error: Error, program: string): Error {
  if (!('code' in error) || error.code !== 'ENOENT') return error;
  return new Error(
    `${program} is not installed. Install PostgreSQL's client programs in the server's version or a newer one ` +
      '(Debian: apt install postgresql-client).',
  );
}
