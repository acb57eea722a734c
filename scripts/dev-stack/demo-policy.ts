import pg from 'pg';
import { UserFault } from './user-fault.ts';

/**
 * Returns whether `npm start` puts the demo tenants in, whose password everybody knows: into the embedded database and
 * into one on this machine, unless RAGLINE_SEED_DEMO is `0`; anywhere else only when it is `1`.
 * @param databaseUrl What DATABASE_URL names; undefined or empty for the embedded database.
 * @throws {UserFault} when RAGLINE_SEED_DEMO is neither.
 */
export function wantsDemo(choice: string | undefined, databaseUrl: string | undefined): boolean {
  switch (choice) {
    case undefined:
    case '':
      return !databaseUrl || isOnThisMachine(databaseUrl);
    case '0':
      return false;
    case '1':
      return true;
    default:
      throw new UserFault('RAGLINE_SEED_DEMO must be 1 (put the demo tenants in) or 0 (never), or be unset.');
  }
}

/** By the host that `pg` would really connect to: a URL can name another one in its parameters, or none at all. */
function isOnThisMachine(databaseUrl: string): boolean {
  const { host } = new pg.Client({ connectionString: databaseUrl });
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|\/.*)$/i.test(host);
}
