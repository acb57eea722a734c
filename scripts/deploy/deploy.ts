import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectionFault, describeDatabaseError } from '../database-fault.ts';
import { migrate } from '../migrate.ts';
import { buildWeb } from '../web/build.ts';
import { readWranglerConfig } from '../wrangler-config.ts';
import { readAccountState } from './account-state.ts';
import { parseDeployConfig } from './deploy-config.ts';
import { accountFaults, describeFaults, localFaults } from './preflight.ts';
import { isReady } from './probe.ts';
import { parseStages, rollOut } from './rollout.ts';
import { mustRun, runWrangler } from './wrangler.ts';

/**
 * Deploys: `npm run deploy -- …`
 *   (no option)             preflight, build, migrations, and the new version for everybody at once
 *   --dry-run               everything that can be checked here: preflight, build, start-up, pending migrations
 *   --staged                10 %, then 50 %, then all, asking for its health between; gives back when it is bad
 *   --stages 5,25 --pause 600   other shares, and seconds for each
 *   --url https://…         where the Worker answers: asked for /readyz; --staged needs it
 *   --skip-migrations       they are applied elsewhere
 *   --rollback [version]    back to the version before, or to this one; migrations stay
 * See docs/OPERATIONS.md, "Deploy".
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const say = (line: string): void => console.log(`deploy: ${line}`);
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const parseOptions = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      staged: { type: 'boolean', default: false },
      stages: { type: 'string', default: '10,50' },
      pause: { type: 'string', default: '300' },
      url: { type: 'string' },
      'skip-migrations': { type: 'boolean', default: false },
      rollback: { type: 'boolean', default: false },
    },
  });

type Options = ReturnType<typeof parseOptions>;

async function main({ values, positionals }: Options): Promise<void> {
  if (values.rollback) return await rollBack(positionals[0], values['dry-run']);
  const stages = parseStages(values.stages);
  const pauseMs = Number(values.pause) * 1_000;
  if (!(pauseMs >= 0)) throw new Error(`--pause ${values.pause}: say seconds`);
  const { url } = values;
  if (values.staged && url === undefined) throw new Error('--staged needs --url, where it asks for the health');

  const config = parseDeployConfig(await readWranglerConfig(`${ROOT}wrangler.toml`));
  const faults = localFaults(config, {
    uncommittedMigrations: uncommittedMigrations(),
    hasDatabaseUrl: Boolean(process.env.DATABASE_URL),
    skipsMigrations: values['skip-migrations'],
  });
  const state = await readAccountState(runWrangler, config);
  faults.push(...accountFaults(config, state));
  for (const line of describeFaults(faults)) (values['dry-run'] ? say : console.error)(line);
  if (faults.length > 0 && !values['dry-run']) throw new Error(`${faults.length} faults: nothing was changed`);

  await build();
  if (!values['skip-migrations']) await applyMigrations(values['dry-run']);
  if (values['dry-run'])
    return say(faults.length > 0 ? `the build is good; ${faults.length} faults to mend first` : 'ready to deploy');

  if (values.staged && url !== undefined) {
    const isHealthy = (versionId: string) => isReady(url, { worker: config.name, versionId });
    const version = await rollOut({ run: runWrangler, upload, isHealthy, wait, log: say }, { stages, pauseMs });
    return say(`${version} serves everybody`);
  }
  await mustRun(runWrangler, ['deploy'], { isShown: true });
  if (url !== undefined && !(await isReady(url)))
    throw new Error(`${url} does not answer as it should. Back with: npm run deploy -- --rollback`);
}

/** Before anything is changed: what would be uploaded bundles, and starts. */
async function build(): Promise<void> {
  if (await buildWeb()) say('built the pages');
  await mustRun(runWrangler, ['deploy', '--dry-run', '--outdir', 'dist/worker'], { isShown: true });
  const profile = join('dist', 'startup.cpuprofile');
  await mustRun(runWrangler, ['check', 'startup', '--args=--dry-run', '--outfile', profile]);
  say('it starts');
}

async function applyMigrations(isDryRun: boolean): Promise<void> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) return say('the migrations were not looked at: DATABASE_URL is not set');
  try {
    const pending = await migrate({ connectionString, log: say, dryRun: true });
    if (pending.length === 0) say('the schema is up to date');
    else if (!isDryRun) await migrate({ connectionString, log: say });
  } catch (error) {
    throw new Error(connectionFault(error, connectionString) ?? describeDatabaseError(error));
  }
}

function uncommittedMigrations(): string[] {
  try {
    const lines = execFileSync('git', ['status', '--porcelain', '--', 'schema/migrations'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    return lines.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
  } catch {
    // A release that was unpacked from an archive has no history to differ from.
    return [];
  }
}

async function upload(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ragline-deploy-'));
  try {
    const answers = join(folder, 'answers.ndjson');
    await mustRun(runWrangler, ['versions', 'upload'], { isShown: true, env: { WRANGLER_OUTPUT_FILE_PATH: answers } });
    const id = /"version_id":"([\w-]+)"/.exec(await readFile(answers, 'utf8'))?.[1];
    if (id === undefined) throw new Error('wrangler uploaded a version but did not say its id');
    return id;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rollBack(version: string | undefined, isDryRun: boolean): Promise<void> {
  const args = [
    'rollback',
    ...(version === undefined ? [] : [version]),
    '--yes',
    '--message',
    'npm run deploy -- --rollback',
  ];
  if (isDryRun) return say(`would run: wrangler ${args.join(' ')}`);
  await mustRun(runWrangler, args, { isShown: true });
}

try {
  await main(parseOptions());
} catch (error) {
  console.error(`deploy: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
