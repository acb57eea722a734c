import { Variables } from '../../workers/platform/variables.ts';
import type { AccountState } from './account-state.ts';
import { type DeployConfig, NO_HYPERDRIVE } from './deploy-config.ts';
import { describeCommand, mustRun, type RunWrangler } from './wrangler.ts';

/** A command that creates one resource. */
export interface ProvisionStep {
  args: string[];
  /** Written to its stdin. */
  input?: string;
  secretArgs?: string[];
  /** True if the answer holds the id that belongs into wrangler.toml. */
  makesHyperdrive?: true;
}

export interface ProvisionPlan {
  steps: ProvisionStep[];
  /** One sentence for each resource that cannot be made because a value for it is missing. */
  lacking: string[];
}

/** Stored beside the key that they belong to, so that no key is ever sent to another host. */
const ADDRESSES = ['OPENAI_API_BASE', 'OPENAI_EMBEDDING_API_BASE', 'RERANK_URL', 'RERANK_MODEL'];

/**
 * Secrets that are set when they are in the environment. NEON_DATABASE_URL is not among them, because the Hyperdrive
 * replaces it.
 */
const OPTIONAL_SECRETS = [
  ...Object.entries(Variables.shape).flatMap(([name, schema]) => (schema.meta()?.secret === true ? [name] : [])),
  ...ADDRESSES,
].filter((name) => name !== 'NEON_DATABASE_URL');

const HINTS: Record<string, string> = {
  AUTH_PRIVATE_JWKS:
    'make it with `npm run -s keys`, keep it in your secret manager (it cannot be read back), and set it in the environment',
};

/** Returns the commands that create the missing resources, in order. Existing resources are left unchanged. */
export function planProvision(
  config: DeployConfig,
  state: AccountState,
  env: Readonly<Record<string, string | undefined>>,
): ProvisionPlan {
  const steps: ProvisionStep[] = [];
  const lacking: string[] = [];
  if (state.hyperdrive === 'not-made' && config.hyperdriveId !== undefined) {
    if (env.DATABASE_URL)
      steps.push({
        args: ['hyperdrive', 'create', config.name, '--caching-disabled'],
        secretArgs: [`--connection-string=${env.DATABASE_URL}`],
        makesHyperdrive: true,
      });
    else lacking.push('DATABASE_URL is not set: the Hyperdrive needs the address of the database');
  }
  if (state.hyperdrive === 'missing')
    lacking.push(
      `the account has no Hyperdrive ${config.hyperdriveId}: set its id in wrangler.toml back to ${NO_HYPERDRIVE}`,
    );
  if (state.hyperdrive === 'caching' && config.hyperdriveId !== undefined)
    steps.push({ args: ['hyperdrive', 'update', config.hyperdriveId, '--caching-disabled'] });
  for (const queue of config.queues) if (!state.queues.has(queue)) steps.push({ args: ['queues', 'create', queue] });
  for (const secret of new Set([...config.requiredSecrets, ...OPTIONAL_SECRETS])) {
    const value = env[secret];
    if (state.secrets.has(secret)) continue;
    if (value) steps.push({ args: ['secret', 'put', secret, '--name', config.name], input: value });
    else if (config.requiredSecrets.includes(secret))
      lacking.push(`${secret} is not set: ${HINTS[secret] ?? 'set it in the environment'}`);
  }
  return { steps, lacking };
}

/**
 * Runs a plan step by step and stops at the first that fails: run again, it continues from there.
 * @throws {Error} naming the command that failed.
 */
export async function executeProvision(
  run: RunWrangler,
  plan: ProvisionPlan,
  log: (line: string) => void,
  onHyperdrive: (id: string) => Promise<void>,
): Promise<void> {
  for (const { args, input, secretArgs, makesHyperdrive } of plan.steps) {
    log(describeCommand(args));
    const { output } = await mustRun(run, args, { ...(input && { input }), ...(secretArgs && { secretArgs }) });
    if (makesHyperdrive !== true) continue;
    const id = /\b[0-9a-f]{32}\b/.exec(output)?.[0];
    if (id === undefined) throw new Error(`wrangler made a Hyperdrive but did not say its id:\n${output.trim()}`);
    await onHyperdrive(id);
  }
}
