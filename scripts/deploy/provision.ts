import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readWranglerConfig } from '../wrangler-config.ts';
import { EMPTY_ACCOUNT, readAccountState } from './account-state.ts';
import { NO_HYPERDRIVE, parseDeployConfig } from './deploy-config.ts';
import { executeProvision, planProvision } from './provision-plan.ts';
import { describeCommand, runWrangler } from './wrangler.ts';

/**
 * Makes what a deploy needs and the account lacks: the Hyperdrive, the queues, the secrets.
 *   --dry-run   prints the commands and runs none; without a login, those for an empty account
 * Secrets and DATABASE_URL come from the environment. See docs/OPERATIONS.md, "First deployment".
 */
const CONFIG_FILE = fileURLToPath(new URL('../../wrangler.toml', import.meta.url));
const say = (line: string): void => console.log(`provision: ${line}`);

try {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' } } });
  const config = parseDeployConfig(await readWranglerConfig(CONFIG_FILE));
  const state = await readAccountState(runWrangler, config);
  if (!state.isLoggedIn && !values['dry-run'])
    throw new Error('wrangler is not logged in: npx wrangler login, or set CLOUDFLARE_API_TOKEN');
  if (!state.isLoggedIn) say('not logged in: this is the plan for an empty account');

  const plan = planProvision(config, state.isLoggedIn ? state : EMPTY_ACCOUNT, process.env);
  for (const lack of plan.lacking) console.error(`provision: ${lack}`);
  if (values['dry-run']) {
    for (const { args, input } of plan.steps)
      say(`would run: ${describeCommand(args)}${input === undefined ? '' : '   (value on stdin)'}`);
  } else if (plan.lacking.length === 0) {
    await executeProvision(runWrangler, plan, say, async (id) => {
      const text = await readFile(CONFIG_FILE, 'utf8');
      await writeFile(CONFIG_FILE, text.replace(NO_HYPERDRIVE, id));
      say(`wrote the Hyperdrive's id into wrangler.toml: commit it`);
    });
    say(plan.steps.length === 0 ? 'nothing to do: everything is there' : 'done');
  }
  process.exitCode = plan.lacking.length > 0 && !values['dry-run'] ? 1 : 0;
} catch (error) {
  console.error(`provision: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
