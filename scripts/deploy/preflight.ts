import type { AccountState } from './account-state.ts';
import { type DeployConfig, NO_HYPERDRIVE } from './deploy-config.ts';

/** What stands in the way of a deploy, and the command that mends it. */
export interface Fault {
  what: string;
  mend: string;
}

export interface Checkout {
  /** `git status --porcelain` of the migrations: a database must not have what nobody else can see. */
  uncommittedMigrations: readonly string[];
  hasDatabaseUrl: boolean;
  /** The migrations were applied elsewhere, such as in a pipeline of their own. */
  skipsMigrations: boolean;
}

/** What can be known without an account. */
export function localFaults(config: DeployConfig, checkout: Checkout): Fault[] {
  const faults: Fault[] = [];
  if (config.hyperdriveId === NO_HYPERDRIVE)
    faults.push({ what: 'wrangler.toml has no Hyperdrive yet: its id is all zeros', mend: 'npm run deploy:provision' });
  if (config.mode !== 'production')
    faults.push({
      what: `RAGLINE_MODE is ${JSON.stringify(config.mode)}: anything but "production" runs on development secrets`,
      mend: 'set RAGLINE_MODE = "production" under [vars] in wrangler.toml',
    });
  for (const file of checkout.uncommittedMigrations)
    faults.push({ what: `${file} is not committed`, mend: `git add ${file} && git commit` });
  if (!checkout.hasDatabaseUrl && !checkout.skipsMigrations)
    faults.push({
      what: 'DATABASE_URL is not set, so the migrations cannot be applied',
      mend: 'DATABASE_URL=postgres://… npm run deploy (or --skip-migrations when they are applied elsewhere)',
    });
  return faults;
}

/** What the account lacks of what the configuration names. */
export function accountFaults(config: DeployConfig, state: AccountState): Fault[] {
  if (!state.isLoggedIn)
    return [{ what: 'wrangler is not logged in', mend: 'npx wrangler login (or set CLOUDFLARE_API_TOKEN)' }];
  const faults: Fault[] = [];
  if (state.hyperdrive === 'missing')
    faults.push({
      what: `the account has no Hyperdrive ${config.hyperdriveId}`,
      mend: `set its id in wrangler.toml back to ${NO_HYPERDRIVE}, then npm run deploy:provision`,
    });
  if (state.hyperdrive === 'caching')
    faults.push({
      what: 'the Hyperdrive caches: a cache cannot see which tenant a query runs for',
      mend: `npx wrangler hyperdrive update ${config.hyperdriveId} --caching-disabled`,
    });
  for (const queue of config.queues)
    if (!state.queues.has(queue))
      faults.push({ what: `the queue ${queue} is missing`, mend: `npx wrangler queues create ${queue}` });
  for (const secret of config.requiredSecrets)
    if (!state.secrets.has(secret))
      faults.push({ what: `the secret ${secret} is missing`, mend: `npx wrangler secret put ${secret}` });
  return faults;
}

/** One line each. */
export const describeFaults = (faults: readonly Fault[]): string[] =>
  faults.map(({ what, mend }) => `${what}. Mend it with: ${mend}`);
