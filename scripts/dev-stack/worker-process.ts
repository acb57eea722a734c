import { closeSync, openSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { type LeashedProcess, startLeashed } from './leashed-process.ts';
import { UserFault } from './user-fault.ts';
import { writeWorkerConfig, writeWorkerVariables } from './worker-files.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_LIMIT_MS = 90_000;
/** A Worker that answers, but not with 200, has been built; it only may still be waiting for its database. */
const UNHEALTHY_LIMIT_MS = 20_000;
const POLL_MS = 200;
/** After a failed build wrangler waits for the next edit. An error this old needs a person. */
const BUILD_ERROR_GRACE_MS = 3_000;

/** A running `wrangler dev`. */
export interface WorkerProcess {
  url: string;
  /** Resolves with one clear sentence when the Worker ended without having been stopped. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Runs the Worker under `wrangler dev` on 127.0.0.1:`port` and waits until GET /healthz answers 200.
 * Its data and its log (`worker.log`) live in `stateFolder`; `variables` become the Worker's environment without
 * touching a command line. Rejects with UserFault, which quotes wrangler's first error, when it does not come up.
 */
export async function startWorker(options: {
  port: number;
  stateFolder: string;
  /** The database behind the Hyperdrive binding. Undefined: no binding, and the Worker uses NEON_DATABASE_URL. */
  hyperdriveUrl: string | undefined;
  variables: Record<string, string>;
  /** True if the door stands before it, as deployed: requests then go to the door. */
  hasDoor?: boolean;
}): Promise<WorkerProcess> {
  const envFile = join(options.stateFolder, 'worker.env');
  const configFile = join(options.stateFolder, 'wrangler.json');
  const logFile = join(options.stateFolder, 'worker.log');
  await writeWorkerVariables(envFile, options.variables);
  // wrangler lists the files once: of a later build it would find none that has another name.
  const assets = join(options.stateFolder, 'pages');
  await rm(assets, { recursive: true, force: true });
  await cp(join(PROJECT_ROOT, 'dist/assets'), assets, { recursive: true });
  await writeWorkerConfig(configFile, join(PROJECT_ROOT, 'wrangler.toml'), {
    assets,
    isBehindDoor: options.hasDoor === true,
    hasHyperdrive: options.hyperdriveUrl !== undefined,
  });

  const started = options.hasDoor
    ? ['--config', await writeDoor(options.stateFolder, assets), '--config', configFile]
    : ['--config', configFile, '--env-file', envFile];
  // With several Workers, wrangler applies --env-file to the first only, and reads `.env` beside each configuration.
  if (options.hasDoor) await writeWorkerVariables(join(options.stateFolder, '.env'), options.variables);

  const output = openSync(logFile, 'w', 0o600);
  const child = startLeashed({
    command: process.execPath,
    args: [
      join(PROJECT_ROOT, 'node_modules/wrangler/bin/wrangler.js'),
      ...['dev', ...started],
      ...['--ip', '127.0.0.1', '--port', String(options.port), '--inspector-port', '0'],
      ...['--persist-to', join(options.stateFolder, 'worker'), '--test-scheduled'],
    ],
    cwd: PROJECT_ROOT,
    output,
    env: {
      ...process.env,
      CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: options.hyperdriveUrl ?? '',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_SEND_ERROR_REPORTS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_WRITE_LOGS: 'false',
      NO_COLOR: '1',
      CI: '1',
    },
  });
  closeSync(output);

  const url = `http://127.0.0.1:${options.port}`;
  try {
    await waitUntilHealthy(url, child, logFile);
  } catch (error) {
    await child.stop();
    throw error;
  }
  let stopping = false;
  return {
    url,
    failed: new Promise((resolve) => {
      void child.exited.then(async (code) => {
        if (!stopping) resolve(await explain(`The Worker process ended by itself (exit code ${code})`, logFile));
      });
    }),
    stop: async () => {
      stopping = true;
      await child.stop();
    },
  };
}

/** The door's configuration, in a folder without variables: the door has none. @returns Its file. */
async function writeDoor(stateFolder: string, assets: string): Promise<string> {
  const folder = join(stateFolder, 'door');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'wrangler.json');
  await writeWorkerConfig(file, join(PROJECT_ROOT, 'wrangler.edge.toml'), { assets });
  return file;
}

async function waitUntilHealthy(url: string, child: LeashedProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  let exitCode: number | undefined;
  void child.exited.then((code) => {
    exitCode = code;
  });
  let lastAnswer = 'it does not answer';
  let firstErrorAt: number | undefined;
  let firstAnswerAt: number | undefined;
  while (Date.now() < deadline) {
    if (exitCode !== undefined)
      throw new UserFault(await explain(`wrangler dev ended (exit code ${exitCode})`, logFile));
    const answer = await probe(`${url}/healthz`);
    if (answer === 'healthy') return;
    if (answer) {
      lastAnswer = answer;
      firstAnswerAt ??= Date.now();
      if (Date.now() - firstAnswerAt > UNHEALTHY_LIMIT_MS) break;
    }
    if (await findError(logFile)) firstErrorAt ??= Date.now();
    if (firstErrorAt !== undefined && Date.now() - firstErrorAt > BUILD_ERROR_GRACE_MS) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new UserFault(await explain(`The Worker did not become healthy: ${lastAnswer}`, logFile));
}

/** Undefined while nothing answers. */
async function probe(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const body = await response.text();
    if (response.status === 200) return 'healthy';
    return `GET /healthz answers ${response.status} ${body.replace(/\s+/g, ' ').slice(0, 200)}`.trim();
  } catch {
    return undefined;
  }
}

async function explain(fault: string, logFile: string): Promise<string> {
  const error = await findError(logFile);
  return `${fault}${error ? `: ${error}` : ''}. The whole log is in ${logFile}.`;
}

async function findError(logFile: string): Promise<string | undefined> {
  const log = stripVTControlCharacters(await readFile(logFile, 'utf8').catch(() => ''));
  const errors = [...log.matchAll(/\[ERROR\] (.+)/g)].map((match) => match[1]?.trim().replace(/[.:]$/, '') ?? '');
  return errors.find((error) => !error.startsWith('Build failed')) ?? errors[0];
}
