import { z } from 'zod';
import { Variables, variableFaults, withoutBlanks } from '../../workers/platform/variables.ts';
import type { AccountState } from './account-state.ts';
import { type DeployConfig, NO_HYPERDRIVE } from './deploy-config.ts';

/** A fault that blocks a deploy, and the command that corrects it. */
export interface Fault {
  what: string;
  mend: string;
}

export interface Checkout {
  /** `git status --porcelain` of the migrations: a database must not have a migration that is not committed. */
  uncommittedMigrations: readonly string[];
  hasDatabaseUrl: boolean;
  /** True if the migrations are applied elsewhere, such as in a separate pipeline. */
  skipsMigrations: boolean;
}

/** Returns the faults that can be found without a Cloudflare account. */
export function localFaults(config: DeployConfig, checkout: Checkout): Fault[] {
  const faults: Fault[] = [];
  if (config.hyperdriveId === NO_HYPERDRIVE)
    faults.push({
      what: 'wrangler.toml has no Hyperdrive yet: its id is all zeros',
      mend: 'npm run deploy -- provision',
    });
  const mode = config.vars.RAGLINE_MODE;
  if (mode !== 'production')
    faults.push({
      what: `RAGLINE_MODE is ${JSON.stringify(mode)}: anything but "production" runs on development secrets`,
      mend: 'set RAGLINE_MODE = "production" under [vars] in wrangler.toml',
    });
  faults.push(...configurationFaults(config.vars));
  for (const file of checkout.uncommittedMigrations)
    faults.push({ what: `${file} is not committed`, mend: `git add ${file} && git commit` });
  if (!checkout.hasDatabaseUrl && !checkout.skipsMigrations)
    faults.push({
      what: 'DATABASE_URL is not set, so the migrations cannot be applied',
      mend: 'DATABASE_URL=postgres://… npm run deploy (or --skip-migrations when they are applied elsewhere)',
    });
  return faults;
}

const Facts = z.looseObject({ secret: z.boolean().optional(), decide: z.string().optional() });

/** Returns a fault for each variable of wrangler.toml that is unknown, invalid, secret or not yet decided. */
function configurationFaults(vars: DeployConfig['vars']): Fault[] {
  const faults: Fault[] = [];
  const correct = 'correct it under [vars] in wrangler.toml; docs/CONFIGURATION.md has all variables';
  for (const name of Object.keys(vars))
    if (!(name in Variables.shape)) faults.push({ what: `RAGline has no variable ${name}`, mend: correct });
  const read = Variables.partial().safeParse(withoutBlanks(vars));
  if (!read.success) faults.push(...variableFaults(read.error).map((what) => ({ what, mend: correct })));
  for (const [name, schema] of Object.entries(Variables.shape)) {
    const { secret, decide } = Facts.parse(schema.meta() ?? {});
    if (secret && name in vars)
      faults.push({ what: `${name} is a secret and stands in wrangler.toml`, mend: `npx wrangler secret put ${name}` });
    if (decide !== undefined && !(name in vars))
      faults.push({
        what: `${name} is not decided: left out, ${decide}`,
        mend: `set ${name} = "…" under [vars] in wrangler.toml, or ${name} = "" to leave it at that`,
      });
  }
  return faults;
}

/** Returns a fault for each resource that the configuration names and the account lacks. */
export function accountFaults(config: DeployConfig, state: AccountState): Fault[] {
  if (!state.isLoggedIn)
    return [{ what: 'wrangler is not logged in', mend: 'npx wrangler login (or set CLOUDFLARE_API_TOKEN)' }];
  const faults: Fault[] = [];
  if (state.hyperdrive === 'missing')
    faults.push({
      what: `the account has no Hyperdrive ${config.hyperdriveId}`,
      mend: `set its id in wrangler.toml back to ${NO_HYPERDRIVE}, then npm run deploy -- provision`,
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

/** Describes each fault in one line. */
export const describeFaults = (faults: readonly Fault[]): string[] =>
  faults.map(({ what, mend }) => `${what}. Remedy: ${mend}`);
