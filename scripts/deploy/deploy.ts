import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
import { describePlacement, type Placement, parseRegion, placementBeside } from './placement.ts';
import { accountFaults, describeFaults, localFaults } from './preflight.ts';
import { isReady } from './probe.ts';
import { parseStages, rollOut } from './rollout.ts';
import { choosePlacement, coreConfig, doorFaults, NO_PLACEMENT } from './two-workers.ts';
import { describeCommand, mustRun, runWrangler } from './wrangler.ts';

/**
 * Deploys: `npm run deploy -- …`
 *   (no option)             preflight, build, migrations, and the new version for everybody at once
 *   --dry-run               everything that can be checked here: preflight, build, start-up, pending migrations
 *   --staged                10 %, then 50 %, then all, asking for its health between; gives back when it is bad
 *   --stages 5,25 --pause 600   other shares, and seconds for each
 *   --url https://…         where the Worker answers: asked for /readyz; --staged needs it
 *   --skip-migrations       they are applied elsewhere
 *   --region aws:eu-central-1   where the database is; else [placement] in wrangler.toml, else by DATABASE_URL
 *   --one-worker            without the door: one Worker, near each caller
 *   --rollback [version]    back to the version before, or to this one; migrations stay
 * See docs/OPERATIONS.md, "Deploy".
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOOR_CONFIG = `${ROOT}wrangler.edge.toml`;
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
      region: { type: 'string' },
      'one-worker': { type: 'boolean', default: false },
      rollback: { type: 'boolean', default: false },
    },
  });

type Options = ReturnType<typeof parseOptions>;

async function main({ values, positionals }: Options): Promise<void> {
  const hasDoor = !values['one-worker'];
  if (values.rollback) return await rollBack(positionals[0], { isDryRun: values['dry-run'], hasDoor });
  const stages = parseStages(values.stages);
  const pauseMs = Number(values.pause) * 1_000;
  if (!(pauseMs >= 0)) throw new Error(`--pause ${values.pause}: say seconds`);
  const { url } = values;
  if (values.staged && url === undefined) throw new Error('--staged needs --url, where it asks for the health');

  const rawCore = await readWranglerConfig(`${ROOT}wrangler.toml`);
  const config = parseDeployConfig(rawCore);
  const asked = values.region === undefined ? undefined : parseRegion(values.region);
  const placement = choosePlacement({ asked, beside: placementBeside(process.env.DATABASE_URL ?? '') }, rawCore);
  const faults = localFaults(config, {
    uncommittedMigrations: uncommittedMigrations(),
    hasDatabaseUrl: Boolean(process.env.DATABASE_URL),
    skipsMigrations: values['skip-migrations'],
  });
  if (hasDoor) {
    faults.push(...doorFaults(await readWranglerConfig(DOOR_CONFIG), rawCore));
    if (placement === undefined) faults.push(NO_PLACEMENT);
  }
  const state = await readAccountState(runWrangler, config);
  faults.push(...accountFaults(config, state));
  for (const line of describeFaults(faults)) (values['dry-run'] ? say : console.error)(line);
  if (faults.length > 0 && !values['dry-run']) throw new Error(`${faults.length} faults: nothing was changed`);

  const coreFile = hasDoor ? await writeCoreConfig(rawCore, placement) : `${ROOT}wrangler.toml`;
  await build(hasDoor ? [coreFile, DOOR_CONFIG] : [coreFile]);
  if (!values['skip-migrations']) await applyMigrations(values['dry-run']);
  if (values['dry-run'])
    return say(faults.length > 0 ? `the build is good; ${faults.length} faults to correct first` : 'ready to deploy');

  if (values.staged && url !== undefined) {
    const isHealthy = (versionId: string) => isReady(url, { worker: config.name, versionId });
    const upload = () => uploadVersion(coreFile);
    const version = await rollOut({ run: runWrangler, upload, isHealthy, wait, log: say }, { stages, pauseMs });
    if (hasDoor) await deployWorker(DOOR_CONFIG);
    return say(`${version} serves everybody`);
  }
  await deployWorker(coreFile);
  // After the core: the door's new version may already need the core's.
  if (hasDoor) await deployWorker(DOOR_CONFIG);
  if (url !== undefined && !(await isReady(url)))
    throw new Error(`${url} does not answer as it should. Back with: npm run deploy -- --rollback`);
}

const deployWorker = (configFile: string) =>
  mustRun(runWrangler, ['deploy', '--config', configFile], { isShown: true });

/** @returns The file of the core's configuration, in `dist`. */
async function writeCoreConfig(rawCore: unknown, placement: Placement | undefined): Promise<string> {
  if (placement === undefined) say('the build goes without a placement');
  else say(`the core runs beside ${describePlacement(placement)}`);
  const file = `${ROOT}dist/wrangler.core.json`;
  await mkdir(`${ROOT}dist`, { recursive: true });
  const config = coreConfig(rawCore, placement, (path) => `${ROOT}${path}`);
  await writeFile(file, JSON.stringify(config, undefined, 2));
  return file;
}

/** Checks, before any change, that the Worker bundles and starts. */
async function build(configFiles: readonly string[]): Promise<void> {
  if (await buildWeb()) say('built the pages');
  for (const [index, file] of configFiles.entries()) {
    const outdir = index === 0 ? 'dist/worker' : 'dist/door';
    await mustRun(runWrangler, ['deploy', '--dry-run', '--config', file, '--outdir', outdir], { isShown: true });
  }
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

async function uploadVersion(configFile: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ragline-deploy-'));
  try {
    const answers = join(folder, 'answers.ndjson');
    await mustRun(runWrangler, ['versions', 'upload', '--config', configFile], {
      isShown: true,
      env: { WRANGLER_OUTPUT_FILE_PATH: answers },
    });
    const id = /"version_id":"([\w-]+)"/.exec(await readFile(answers, 'utf8'))?.[1];
    if (id === undefined) throw new Error('wrangler uploaded a version but did not say its id');
    return id;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The door first: it may need something that the core's previous version lacks. */
async function rollBack(
  version: string | undefined,
  { isDryRun, hasDoor }: { isDryRun: boolean; hasDoor: boolean },
): Promise<void> {
  const yes = ['--yes', '--message', 'npm run deploy -- --rollback'];
  // A version that is named is one of the core's. Releases next to each other fit together.
  const door = hasDoor && version === undefined ? [['rollback', '--config', DOOR_CONFIG, ...yes]] : [];
  const core = ['rollback', ...(version === undefined ? [] : [version]), ...yes];
  for (const args of [...door, core]) {
    if (isDryRun) say(`would run: ${describeCommand(args)}`);
    else await mustRun(runWrangler, args, { isShown: true });
  }
}

try {
  await main(parseOptions());
} catch (error) {
  console.error(`deploy: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
