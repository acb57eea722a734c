// Runs before every npm script, on whatever Node the machine has and with nothing installed: plain JavaScript,
// no dependencies. Afterwards `node` on npm's PATH is the pinned one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const modules = `${root}node_modules`;
const stampFile = `${modules}/.ragline-lock-hash`;
if (!existsSync(`${root}package-lock.json`)) {
  console.error('ragline: package-lock.json is missing: get it back from version control, then try again.');
  process.exit(1);
}
// What was installed depends on the platform as well: a folder copied between machines is not usable.
const wanted = `${process.platform}-${process.arch} ${createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex')}`;

const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : undefined;
const { dependencies, devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const missing = Object.keys({ ...dependencies, ...devDependencies }).find(
  (name) => !existsSync(`${modules}/${name}/package.json`),
);
if (missing) install(stamp ? `${missing} is missing` : 'for the first time');
else if (stamp !== wanted && !isInstalledByHand()) install(stamp ? 'they changed' : 'for the first time');
else if (stamp !== wanted) writeFileSync(stampFile, `${wanted}\n`);

/** Whether `npm ci` or `npm install`, run by somebody else, has put in what the lockfile says, for this platform. */
function isInstalledByHand() {
  const note = `${modules}/.package-lock.json`;
  if (!existsSync(note)) return false;
  const { packages: locked } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  const { packages: installed } = JSON.parse(readFileSync(note, 'utf8'));
  const isThere = ([path, { version, integrity, optional }]) =>
    path === '' ||
    (installed[path] ? installed[path].version === version && installed[path].integrity === integrity : optional);
  const fits = (names, own) =>
    !names || names.includes(own) || names.some((name) => name[0] === '!' && name !== `!${own}`);
  const isForHere = ({ os, cpu }) => fits(os, process.platform) && fits(cpu, process.arch);
  return Object.entries(locked).every(isThere) && Object.values(installed).every(isForHere);
}

function install(reason) {
  console.log(`ragline: installing the dependencies (${reason}) …`);
  // npm tells its scripts where it is itself, which also finds it where it is not on the PATH.
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js')
    ? [process.execPath, [npm]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const { status, signal, error } = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) {
    const failure = error ? error.message : `exit code ${status ?? signal}`;
    console.error(
      `ragline: "npm ci" failed (${failure}); its own message is above. Check the network and Node (20 or newer; this is ${process.versions.node}), then try again.`,
    );
    process.exit(1);
  }
  writeFileSync(stampFile, `${wanted}\n`);
}
