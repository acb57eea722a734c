// Runs before npm scripts, on whatever Node the machine has and with nothing installed: plain JavaScript, no
// dependencies. Afterwards `node_modules/.bin/node` is the pinned Node. With `--omit=dev` only what runs the system is
// installed; what was installed beside it stays. Prints to stderr alone: `npm run -s keys` is piped into other programs.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRESS_MS = 10_000;
const root = fileURLToPath(new URL('../', import.meta.url));
const modules = `${root}node_modules`;
const stampFile = `${modules}/.ragline-lock-hash`;
if (!existsSync(`${root}package-lock.json`)) {
  console.error('ragline: package-lock.json is missing: get it back from version control, then try again.');
  process.exit(1);
}
// The stamp includes the platform, because `node_modules` copied between machines is not usable.
const whole = `${process.platform}-${process.arch} ${createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex')}`;
const withoutDev = `${whole} without dev`;

const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : undefined;
const { dependencies, devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const missingOf = (names) => Object.keys(names ?? {}).find((name) => !existsSync(`${modules}/${name}/package.json`));

if (process.argv[2] === '--omit=dev') {
  const missing = missingOf(dependencies);
  if (missing || (stamp !== whole && stamp !== withoutDev)) {
    const hasDev = stamp !== undefined && !stamp.endsWith(' without dev');
    if (!missing && isInstalledByHand({ dev: false })) remember(isInstalledByHand({ dev: true }) ? whole : withoutDev);
    else if (hasDev) await install(['ci'], reasonFor(missing), whole);
    else await install(['ci', '--omit=dev'], reasonFor(missing), withoutDev);
  }
} else {
  const missing = missingOf({ ...dependencies, ...devDependencies });
  // `npm ci` would take the packages away from a system that runs on them.
  if (stamp === withoutDev && !missingOf(dependencies)) {
    await install(['install', '--no-save', '--include=dev'], 'the development tools', whole);
  } else if (missing || stamp !== whole) {
    if (!missing && isInstalledByHand({ dev: true })) remember(whole);
    else await install(['ci'], reasonFor(missing), whole);
  }
}

function reasonFor(missing) {
  if (!stamp) return 'for the first time';
  return missing ? `${missing} is missing` : 'they changed';
}

/**
 * Returns true if a run of `npm ci` or `npm install` outside this script has installed the versions of the lockfile for
 * this platform.
 */
function isInstalledByHand({ dev: withDev }) {
  const note = `${modules}/.package-lock.json`;
  if (!existsSync(note)) return false;
  const { packages: locked } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  const { packages: installed } = JSON.parse(readFileSync(note, 'utf8'));
  const isThere = ([path, { version, integrity, optional, dev, devOptional }]) =>
    path === '' ||
    (installed[path]
      ? installed[path].version === version && installed[path].integrity === integrity
      : optional || (!withDev && (dev || devOptional)));
  const fits = (names, own) =>
    !names || names.includes(own) || names.some((name) => name[0] === '!' && name !== `!${own}`);
  const isForHere = ({ os, cpu }) => fits(os, process.platform) && fits(cpu, process.arch);
  return Object.entries(locked).every(isThere) && Object.values(installed).every(isForHere);
}

function remember(installed) {
  writeFileSync(stampFile, `${installed}\n`);
}

async function install(args, reason, installed) {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
  const count = Object.values(packages).filter(({ dev, optional }) => !optional && !(dev && installed === withoutDev));
  console.error(
    `ragline: installing the dependencies (${reason}): ${count.length} packages; that takes about a minute …`,
  );
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1_000);
  const progress = setInterval(() => console.error(`ragline: still installing (${seconds()} s) …`), PROGRESS_MS);
  const { failure } = await runNpm([...args, '--no-audit', '--no-fund', '--loglevel=error']);
  clearInterval(progress);
  if (failure !== undefined) {
    console.error(
      `ragline: "npm ${args[0]}" failed (${failure}); its own message is above. Check the network and Node (20 or newer; this is ${process.versions.node}), then try again.`,
    );
    process.exit(1);
  }
  console.error(`ragline: installed in ${seconds()} s.`);
  remember(installed);
}

function runNpm(args) {
  // npm sets this variable for its scripts. It also works where npm is not on the PATH.
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js')
    ? [process.execPath, [npm]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
    child.once('error', (error) => resolve({ failure: error.message }));
    child.once('close', (code, signal) => resolve({ failure: code === 0 ? undefined : `exit code ${code ?? signal}` }));
  });
}
