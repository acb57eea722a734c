// Runs a script on the Node that this project pins, whatever Node the machine has:
//   node scripts/run.mjs [--omit=dev] scripts/name.ts [arguments]
// Installs what is missing first; with `--omit=dev` without the tools of development.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import './ensure-installed.mjs';

const [first, ...rest] = process.argv.slice(2);
const args = first === '--omit=dev' ? rest : [first, ...rest];
const child = spawn(fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url)), args, { stdio: 'inherit' });
// The terminal sends Ctrl-C to the script as well; the other signals reach this process alone.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(
    `ragline: the Node of this project cannot be run (${error.message}): delete node_modules and try again.`,
  );
  process.exitCode = 1;
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
