// Runs a script, or a command of a group, on the Node that this project pins, whatever Node the machine has:
//   node scripts/run.mjs scripts/name.ts [arguments]
//   node scripts/run.mjs group [command] [arguments]
// Installs what is missing first.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chooseCommand } from './command-groups.mjs';

const chosen = chooseCommand(process.argv.slice(2));
if ('help' in chosen) {
  (chosen.isFault ? console.error : console.log)(chosen.help);
  process.exit(chosen.isFault ? 1 : 0);
}
// The import reads this argument.
process.argv[2] = chosen.omitDev ? '--omit=dev' : '';
await import('./ensure-installed.mjs');
const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const child = spawn(node, [chosen.script, ...chosen.args], { stdio: 'inherit' });
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
