import { spawn } from 'node:child_process';
import { join } from 'node:path';

const PROJECT_ROOT = join(import.meta.dirname, '../..');
const WRANGLER = join(PROJECT_ROOT, 'node_modules/wrangler/bin/wrangler.js');

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
    /** What it reads from stdin: secrets travel here, where no other user of the machine can read them. */
    input?: string;
    /** Whether what it prints is shown as well; a question whose answer is read by a program is not. */
    isShown?: boolean;
    env?: Record<string, string>;
  },
) => Promise<Outcome>;

export const runWrangler: RunWrangler = (args, { input, isShown = false, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRANGLER, ...args], {
      cwd: PROJECT_ROOT,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', NO_COLOR: '1', ...env },
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
    // It may end without having read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });

/** The same, for a step that must succeed. @throws {Error} naming the command, but not what followed a `=`. */
export async function mustRun(run: RunWrangler, ...[args, options]: Parameters<RunWrangler>): Promise<Outcome> {
  const outcome = await run(args, options);
  if (outcome.code === 0) return outcome;
  const reason = options?.isShown ? '' : `:\n${lastLines(outcome.output)}`;
  throw new Error(`${describeCommand(args)} ended with ${outcome.code}${reason}`);
}

/** For people: values of options that hold secrets are left out. */
export const describeCommand = (args: readonly string[]): string =>
  ['wrangler', ...args.map((arg) => arg.replace(/^(--connection-string=).*$/s, '$1…'))].join(' ');

const lastLines = (text: string): string => text.trim().split('\n').slice(-6).join('\n');
