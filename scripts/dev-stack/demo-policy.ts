import pg from 'pg';
import { UserFault } from './user-fault.ts';

/**
 * Returns true if `npm start` seeds the demo tenants, whose password is public: in the embedded database and in one on
 * this machine unless RAGLINE_SEED_DEMO is `0`; anywhere else only when it is `1`. @param databaseUrl The value of
 * DATABASE_URL; undefined or empty for the embedded database.
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

/** Uses the host that `pg` would connect to, because a URL can override its host in a parameter, or have none. */
function isOnThisMachine(databaseUrl: string): boolean {
  const { host } = new pg.Client({ connectionString: databaseUrl });
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|\/.*)$/i.test(host);
}
