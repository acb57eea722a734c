import { spawn } from 'node:child_process';
import { join } from 'node:path';

const PROJECT_ROOT = join(import.meta.dirname, '../..');
/** Not the package's `bin`, which would only start this file in another process. */
const WRANGLER = join(PROJECT_ROOT, 'node_modules/wrangler/wrangler-dist/cli.js');
const ADD_SECRET_ARGUMENTS = join(import.meta.dirname, 'add-secret-arguments.ts');

export interface Outcome {
  code: number;
  /** stdout and stderr, as they came. */
  output: string;
  stdout: string;
}

/** Runs `wrangler` with these arguments and answers how it ended; it never rejects over an exit code. */
export type RunWrangler = (
  args: readonly string[],
  options?: {
    /** The standard input. Secrets go here, where no other user of the machine can read them. */
    input?: string;
    /** Further arguments with secrets that wrangler accepts in no other way. They appear on no command line. */
    secretArgs?: readonly string[];
    /** True if what it prints is shown as well; a question whose answer is read by a program is not. */
    isShown?: boolean;
    env?: Record<string, string>;
  },
) => Promise<Outcome>;

export const runWrangler: RunWrangler = (args, { input, secretArgs = [], isShown = false, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', '--import', ADD_SECRET_ARGUMENTS, WRANGLER, ...args], {
      cwd: PROJECT_ROOT,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
        NO_COLOR: '1',
        RAGLINE_SECRET_ARGUMENTS: JSON.stringify(secretArgs),
        ...env,
      },
    });
    let stdout = '';
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
      if (isShown) process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (isShown) process.stderr.write(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output, stdout }));
    // The command may end before it has read all input.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });

/** The same, for a step that must succeed. @throws {Error} naming the command. */
export async function mustRun(run: RunWrangler, ...[args, options]: Parameters<RunWrangler>): Promise<Outcome> {
  const outcome = await run(args, options);
  if (outcome.code === 0) return outcome;
  const reason = options?.isShown ? '' : `:\n${lastLines(outcome.output)}`;
  throw new Error(`${describeCommand(args)} ended with ${outcome.code}${reason}`);
}

/** The command line for messages. `args` never contains secrets. */
export const describeCommand = (args: readonly string[]): string => ['wrangler', ...args].join(' ');

const lastLines = (text: string): string => text.trim().split('\n').slice(-6).join('\n');
