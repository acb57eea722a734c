import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './started-system.ts';

const BASE = '/usr/lib/postgresql';
const START_LIMIT_MS = 30_000;
const START_ATTEMPTS = 10;
/** Debian's package `faketime`. */
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

/** A PostgreSQL server of a test's own, which it may kill. */
export interface PrivatePostgres {
  /** `postgres://…` of its superuser. */
  url: string;
  /**
   * Kills every process of the server with SIGKILL, then starts it over the same data. `clockAheadMinutes`: how far its
   * clock is ahead of this machine's from then on; it needs Debian's package `faketime`.
   */
  killAndRestart(options?: { clockAheadMinutes: number }): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of the newest installed server's programs; undefined where none is, as on a machine with Node alone. */
export function findPostgres(): string | undefined {
  if (!existsSync(BASE)) return undefined;
  const versions = readdirSync(BASE).toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(BASE, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

/** Starts a new cluster on a loopback port. */
export async function startPrivatePostgres(bin: string): Promise<PrivatePostgres> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'ragline-postgres-'));
  const password = randomBytes(16).toString('hex');
  const data = join(folder, 'data');
  const identity = ownIdentity();
  writeFileSync(join(folder, 'password'), password);
  chmodSync(folder, 0o755);
  if (identity !== undefined) execFileSync('chown', ['-R', 'postgres', folder]);
  const initdb = [
    '-D',
    data,
    '-U',
    'ragline',
    `--pwfile=${join(folder, 'password')}`,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
  ];
  execFileSync(join(bin, 'initdb'), [...initdb, '--locale=C.UTF-8'], { stdio: 'ignore', ...identity });

  const url = `postgres://ragline:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;
  // The machine stays up: what a killed server wrote is with the operating system, so nothing need wait for the disk.
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'fsync=off'];
  const start = async (clockAheadMinutes = 0): Promise<ChildProcess> => {
    const env = clockAheadMinutes === 0 ? process.env : { ...process.env, ...otherClock(clockAheadMinutes) };
    for (let attempt = 1; ; attempt++) {
      const server = spawn(
        join(bin, 'postgres'),
        ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
        { stdio: ['ignore', 'ignore', 'pipe'], detached: true, env, ...identity },
      );
      let log = '';
      server.stderr?.on('data', (chunk: Buffer) => (log = `${log}${chunk}`.slice(-2_000)));
      let hasEnded = false;
      server.once('exit', () => {
        hasEnded = true;
      });
      if (await answers(url, () => hasEnded)) return server;
      // Leftovers of a killed server, such as a backend that still runs, may keep the next one from starting.
      if (attempt === START_ATTEMPTS) throw new Error(`PostgreSQL does not start: ${log}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  let server = await start();
  const kill = async (): Promise<void> => {
    const pid = server.pid;
    if (pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    // Backends have separate process groups, but each is a child of the server.
    for (const child of [pid, ...childrenOf(pid)]) killQuietly(child);
    await gone;
  };
  return {
    url,
    killAndRestart: async ({ clockAheadMinutes } = { clockAheadMinutes: 0 }) => {
      await kill();
      rmSync(join(data, 'postmaster.pid'), { force: true });
      server = await start(clockAheadMinutes);
    },
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function otherClock(aheadMinutes: number): Record<string, string> {
  if (!existsSync(FAKETIME)) throw new Error('A clock of its own needs libfaketime (Debian: apt install faketime).');
  const offset = `${aheadMinutes < 0 ? '' : '+'}${aheadMinutes}m`;
  return { LD_PRELOAD: FAKETIME, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

/** PostgreSQL refuses to run as root. */
function ownIdentity(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Waits until the server answers. False: it has ended before. */
async function answers(url: string, hasEnded: () => boolean): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!hasEnded()) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function childrenOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
