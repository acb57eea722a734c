import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LEASH = fileURLToPath(new URL('./leash.ts', import.meta.url));

/** A child process that cannot outlive this one. */
export interface LeashedProcess {
  /** The pid of the process that runs the command as its child; undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Resolves with the exit code once the command has ended, for whatever reason. */
  readonly exited: Promise<number>;
  /** Asks the command's whole process group to end, kills it after five seconds, and waits. */
  stop(): Promise<void>;
}

const running = new Set<LeashedProcess>();

/** Stops every process started here that still runs, also one whose start has not been waited for yet. */
export async function stopAllLeashed(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}

/**
 * Starts `command` so that it ends with this process, even when this one is killed. Its stdout and stderr go to
 * the file descriptor `output`. `input` is what the command reads from stdin, for what must not be in its arguments.
 */
export function startLeashed(options: {
  command: string;
  args: string[];
  output: number;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  input?: string;
}): LeashedProcess {
  const leash: ChildProcess = spawn(process.execPath, [LEASH, options.command, ...options.args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', options.output, options.output, 'pipe'],
    // Its own group: Ctrl-C in a terminal must reach the parent only, which stops things in order.
    detached: true,
  });
  const input = leash.stdio[3];
  if (input && 'end' in input) input.on('error', () => undefined).end(options.input ?? '');
  leash.stdin?.on('error', () => undefined);
  const exited = new Promise<number>((resolve) => {
    leash.once('error', () => resolve(127));
    leash.once('exit', (code) => resolve(code ?? 1));
  });
  const child: LeashedProcess = {
    pid: leash.pid,
    exited,
    stop: async () => {
      leash.stdin?.end();
      await exited;
    },
  };
  running.add(child);
  void exited.then(() => running.delete(child));
  return child;
}
