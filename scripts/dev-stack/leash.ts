import { spawn } from 'node:child_process';

// Run as: node leash.ts <command> [arguments]. Ends the command when this process's parent dies, even by kill -9: the
// parent holds the other end of stdin, and the operating system closes it.
const [command = '', ...args] = process.argv.slice(2);
const GRACE_MS = 5_000;

const child = spawn(command, args, { stdio: [3, 'inherit', 'inherit'], detached: true });
let ending = false;

const signalGroup = (signal: NodeJS.Signals): void => {
  try {
    // A negative id addresses the whole group, so that the command's own children end too.
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
};

const end = (): void => {
  if (ending) return;
  ending = true;
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), GRACE_MS).unref();
};

child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.once('exit', (code, signal) => {
  signalGroup('SIGKILL');
  process.exit(signal ? 1 : (code ?? 1));
});
process.stdin.resume().once('end', end).once('error', end);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
