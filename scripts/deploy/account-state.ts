import { z } from 'zod';
import { type DeployConfig, NO_HYPERDRIVE } from './deploy-config.ts';
import type { RunWrangler } from './wrangler.ts';

/** The resources named by the configuration that the Cloudflare account already has. */
export interface AccountState {
  isLoggedIn: boolean;
  queues: ReadonlySet<string>;
  secrets: ReadonlySet<string>;
  hyperdrive: 'not-made' | 'missing' | 'caching' | 'ready' | 'not-used';
}

/** The state that a dry run without an account assumes. */
export const EMPTY_ACCOUNT: AccountState = {
  isLoggedIn: false,
  queues: new Set(),
  secrets: new Set(),
  hyperdrive: 'not-made',
};

const Secrets = z.array(z.object({ name: z.string() }));
const Hyperdrive = z.looseObject({ caching: z.looseObject({ disabled: z.boolean().optional() }).optional() });

/**
 * Reads the account's resources through wrangler. @throws {Error} when an answer is neither "exists" nor "does not
 * exist": a wrong guess would create a resource twice, or not at all.
 */
export async function readAccountState(run: RunWrangler, config: DeployConfig): Promise<AccountState> {
  if ((await run(['whoami', '--json'])).code !== 0) return EMPTY_ACCOUNT;
  const queues = new Set<string>();
  for (const queue of config.queues) if (await queueExists(run, queue)) queues.add(queue);
  return {
    isLoggedIn: true,
    queues,
    secrets: await readSecrets(run, config.name),
    hyperdrive: await readHyperdrive(run, config.hyperdriveId),
  };
}

async function queueExists(run: RunWrangler, queue: string): Promise<boolean> {
  const { code, output } = await run(['queues', 'info', queue]);
  if (code === 0) return true;
  if (/does not exist|not found/i.test(output)) return false;
  throw new Error(`wrangler could not tell whether the queue ${queue} is there:\n${output.trim()}`);
}

async function readSecrets(run: RunWrangler, worker: string): Promise<Set<string>> {
  const { code, stdout, output } = await run(['secret', 'list', '--name', worker, '--format', 'json']);
  if (code === 0) return new Set(Secrets.parse(JSON.parse(stdout)).map(({ name }) => name));
  // Before the first deploy there is no Worker with secrets.
  if (/10007|does not exist|not found/i.test(output)) return new Set();
  throw new Error(`wrangler could not list the secrets of ${worker}:\n${output.trim()}`);
}

async function readHyperdrive(run: RunWrangler, id: string | undefined): Promise<AccountState['hyperdrive']> {
  if (id === undefined) return 'not-used';
  if (id === NO_HYPERDRIVE) return 'not-made';
  const { code, stdout, output } = await run(['hyperdrive', 'get', id]);
  if (code !== 0) {
    if (/does not exist|not found/i.test(output)) return 'missing';
    throw new Error(`wrangler could not read the Hyperdrive ${id}:\n${output.trim()}`);
  }
  const { caching } = Hyperdrive.parse(JSON.parse(stdout.slice(stdout.indexOf('{'))));
  return caching?.disabled === true ? 'ready' : 'caching';
}
