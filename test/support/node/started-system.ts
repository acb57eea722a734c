import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantSecretsOfWorker, refuseLeaks } from './planted-secrets.ts';
import { copyPreparedState } from './prepared-state.ts';

const ROOT = join(import.meta.dirname, '../../..');
const START_LIMIT_MS = 100_000;
const STOP_LIMIT_MS = 20_000;
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** A place for a system's data and a port of its own; several starts may use it, one after the other. */
export interface SystemHome {
  folder: string;
  port: number;
  url: string;
  remove(): void;
}

/** `empty`: the first start in it also makes the database, as at a user's; otherwise it is as that first start leaves it. */
export async function newHome({ empty = false } = {}): Promise<SystemHome> {
  const folder = mkdtempSync(join(tmpdir(), 'ragline-e2e-'));
  if (!empty) await copyPreparedState(folder);
  const port = await freePort();
  return {
    folder,
    port,
    url: `http://127.0.0.1:${port}`,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export interface StartedSystem {
  /** All that it printed so far. */
  output(): string;
  /** All that its Worker logged so far. */
  log(): string;
  /**
   * Sends the interrupt of Ctrl-C in a terminal, which reaches npm and its children.
   * @returns The pids of surviving processes.
   */
  interrupt(): Promise<number[]>;
  /** Ends every process of it at once, as a power cut does. */
  kill(): Promise<void>;
  exited: Promise<number | null>;
  /** The ids of its processes, as they are now. */
  processes(): number[];
}

/**
 * Starts the system, and waits for its banner: by `npm start`, or without npm, which takes a second and does nothing for a
 * test of something else; from the checkout of another `release` if one is named. Rejects with what it printed when it ends before.
 * However it is stopped: that rejects when a secret of the test (`plantSecret`) stands in what it printed or logged.
 */
export async function startSystem(
  home: SystemHome,
  env: Record<string, string> = {},
  { byNpm = false, release = ROOT } = {},
): Promise<StartedSystem> {
  const [command, ...args] = byNpm ? ['npm', 'start'] : [process.execPath, 'scripts/start.ts'];
  const child = spawn(command, args, {
    cwd: release,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...withoutServices(), PORT: String(home.port), RAGLINE_STATE_DIR: home.folder, ...env },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const endAll = async () => {
    for (const pid of processTree(child)) killQuietly(pid);
    await exited;
  };
  const system: StartedSystem = {
    output: () => printed,
    log: () => readFileSync(join(home.folder, 'worker.log'), 'utf8'),
    exited,
    processes: () => processTree(child),
    interrupt: async () => {
      const tree = processTree(child);
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      const deadline = Date.now() + STOP_LIMIT_MS;
      while (tree.some(isAlive) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
      refuseLeaks({ printed, logged: system.log() });
      return tree.filter(isAlive);
    },
    kill: async () => {
      await endAll();
      refuseLeaks({ printed, logged: system.log() });
    },
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while (!printed.includes('RAGline is running at')) {
    const code = await Promise.race([exited, new Promise<'waiting'>((resolve) => setTimeout(resolve, 50, 'waiting'))]);
    if (code === 'waiting' && Date.now() < deadline) continue;
    await endAll();
    throw new Error(`the system ${code === 'waiting' ? 'did not come up' : `ended with ${code}`}:\n${printed}`);
  }
  plantSecretsOfWorker(home.folder);
  return system;
}

/** Selects the embedded stack, whatever the environment of the test run sets. */
function withoutServices(): Record<string, string> {
  const names = [
    'DATABASE_URL',
    'NEON_DATABASE_URL',
    'REDIS_URL',
    'UPSTASH_REDIS_REST_URL',
    'UPSTASH_REDIS_REST_TOKEN',
    'OPENAI_API_KEY',
    'OPENAI_API_BASE',
  ];
  const fromTests = ['CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE', 'NODE_ENV', 'VITEST'];
  return Object.fromEntries([...names, ...fromTests].map((name) => [name, '']));
}

/** The process and all that it started, children last found first. */
function processTree(root: ChildProcess): number[] {
  const parents = new Map<number, number>();
  for (const line of execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid !== undefined && parent !== undefined) parents.set(pid, parent);
  }
  const tree = root.pid === undefined ? [] : [root.pid];
  for (const pid of tree) tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/**
 * Returns a free port below the ephemeral range: while a killed server is down, one of its clients could otherwise be
 * assigned its port.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}
