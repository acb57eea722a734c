import { connectionFault, describeDatabaseError } from './database-fault.ts';

/**
 * Runs a command-line tool that works on the database at DATABASE_URL: results go to stdout, and every fault is
 * one line on stderr with exit code 1, without a stack trace and without the address's password.
 */
export async function runCommand(
  name: string,
  work: (context: { connectionString: string; log: (line: string) => void }) => Promise<void>,
): Promise<void> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) {
    return fail(
      name,
      'DATABASE_URL is not set. For the embedded database there is nothing to do: npm start prepares it.',
    );
  }
  try {
    await work({ connectionString, log: (line) => console.log(`${name}: ${line}`) });
  } catch (error) {
    fail(name, connectionFault(error, connectionString) ?? describeDatabaseError(error));
  }
}

function fail(name: string, reason: string): void {
  console.error(`${name}: ${reason}`);
  process.exitCode = 1;
}
