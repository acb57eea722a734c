import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { migrate } from '../migrate.ts';
import { createSigningKey } from '../signing-key.ts';
import { buildWeb } from '../web/build.ts';
import { readWranglerConfig } from '../wrangler-config.ts';
import { readAccountState } from './account-state.ts';
import { parseDeployConfig } from './deploy-config.ts';
import { NeonBranches } from './neon-branches.ts';
import { previewConfig, previewSlug } from './preview-config.ts';
import { executeProvision, planProvision } from './provision-plan.ts';
import { describeCommand, mustRun, runWrangler } from './wrangler.ts';

/**
 * A preview of a branch: `npm run deploy -- preview [branch]`, the current one when it is left out.
 *   --dry-run   prints what it would do
 *   --delete    takes it away again
 *   --days 7    when Neon deletes the branch of the database by itself
 * NEON_API_KEY, NEON_PROJECT_ID, PREVIEW_REDIS_REST_URL and PREVIEW_REDIS_REST_TOKEN must be set; NEON_PARENT_BRANCH,
 * NEON_DATABASE and NEON_ROLE may be. See docs/OPERATIONS.md, "Previews".
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DAY_MS = 24 * 60 * 60 * 1_000;
const say = (line: string): void => console.log(`preview: ${line}`);

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see docs/OPERATIONS.md, "Previews"`);
  return value;
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      delete: { type: 'boolean', default: false },
      days: { type: 'string', default: '7' },
    },
  });
  const days = Number(values.days);
  if (!(days > 0 && days <= 30)) throw new Error(`--days ${values.days}: say 1 to 30`);
  const slug = previewSlug(positionals[0] ?? currentBranch());
  const branchName = `preview/${slug}`;
  const raw = previewConfig(await readWranglerConfig(`${ROOT}wrangler.toml`), slug, (path) => resolve(ROOT, path));
  const config = parseDeployConfig(raw);
  if (values['dry-run']) {
    say(`Neon branch ${branchName}; Worker ${config.name}; queues ${config.queues.join(', ')}`);
    return;
  }

  const neon = new NeonBranches({
    apiKey: required('NEON_API_KEY'),
    projectId: required('NEON_PROJECT_ID'),
    database: process.env.NEON_DATABASE || 'neondb',
    role: process.env.NEON_ROLE || 'neondb_owner',
  });
  if (values.delete) return await takeAway(neon, branchName, config);

  const secrets = {
    AUTH_PRIVATE_JWKS: JSON.stringify({ keys: [createSigningKey()] }),
    // Never production's: the branch has the ids of the tenants that it was copied from, and so the same cache keys.
    UPSTASH_REDIS_REST_URL: required('PREVIEW_REDIS_REST_URL'),
    UPSTASH_REDIS_REST_TOKEN: required('PREVIEW_REDIS_REST_TOKEN'),
  };
  const expiresAt = new Date(Date.now() + days * DAY_MS);
  const branchId = await neon.ensure(branchName, { parentId: await findParent(neon), expiresAt });
  const connectionString = await neon.connectionString(branchId);
  await migrate({ connectionString, log: say });

  const state = await readAccountState(runWrangler, config);
  if (!state.isLoggedIn) throw new Error('wrangler is not logged in: npx wrangler login, or set CLOUDFLARE_API_TOKEN');
  const queues = planProvision({ ...config, requiredSecrets: [] }, state, {});
  await executeProvision(runWrangler, queues, say, async () => {});
  const folder = await mkdtemp(join(tmpdir(), 'ragline-preview-'));
  try {
    const [configFile, secretsFile] = [join(folder, 'wrangler.json'), join(folder, 'secrets.json')];
    await writeFile(configFile, JSON.stringify(raw));
    await writeFile(secretsFile, JSON.stringify({ ...secrets, NEON_DATABASE_URL: connectionString }), { mode: 0o600 });
    if (await buildWeb()) say('built the pages');
    await mustRun(runWrangler, ['deploy', '--config', configFile, '--secrets-file', secretsFile], { isShown: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Returns the id of the Neon branch that the preview copies; undefined for the default branch.
 * @throws When NEON_PARENT_BRANCH names no branch: a misspelt name must not copy the default branch.
 */
async function findParent(neon: NeonBranches): Promise<string | undefined> {
  const name = process.env.NEON_PARENT_BRANCH;
  if (!name) return undefined;
  const id = await neon.find(name);
  if (id === undefined) throw new Error(`Neon has no branch ${name}: correct NEON_PARENT_BRANCH`);
  return id;
}

/** Deletes the preview's resources, consumers first: a queue with a consumer cannot be deleted. Safe to run again. */
async function takeAway(
  neon: NeonBranches,
  branchName: string,
  config: { name: string; queues: readonly string[] },
): Promise<void> {
  const commands = [
    ...config.queues.map((queue) => ['queues', 'consumer', 'worker', 'remove', queue, config.name]),
    ['delete', '--name', config.name, '--force'],
    ...config.queues.map((queue) => ['queues', 'delete', queue]),
  ];
  for (const args of commands) {
    const { code, output } = await runWrangler(args);
    if (code !== 0 && !/does not exist|not found|10007|no worker consumer/i.test(output))
      throw new Error(`${describeCommand(args)} ended with ${code}:\n${output.trim()}`);
  }
  await neon.remove(branchName);
  say(`${config.name} is gone`);
}

/** @throws {Error} in a checkout that is on no branch, as in most CI systems. */
function currentBranch(): string {
  const branch = execFileSync('git', ['branch', '--show-current'], { cwd: ROOT, encoding: 'utf8' }).trim();
  if (branch === '')
    throw new Error('the checkout is on no branch: name one, as in npm run deploy -- preview my-branch');
  return branch;
}

try {
  await main();
} catch (error) {
  console.error(`preview: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
