import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../../scripts/ensure-installed.mjs');
const other = process.platform === 'win32' ? 'linux' : 'win32';
const locked = {
  '': { name: 'project' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/native-here': { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
  'node_modules/native-elsewhere': { version: '1.0.0', optional: true, os: [other] },
};
const { 'node_modules/native-elsewhere': _elsewhere, '': _root, ...installed } = locked;

describe('what npm scripts do before they begin', () => {
  let folder: string;
  const inFolder = (name: string) => join(folder, name);
  const write = (name: string, value: unknown) => writeFile(inFolder(name), JSON.stringify(value));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ragline-install-'));
    await mkdir(inFolder('scripts'));
    await mkdir(inFolder('node_modules/a'), { recursive: true });
    await cp(SCRIPT, inFolder('scripts/ensure-installed.mjs'));
    await write('package.json', { dependencies: { a: '1.0.0' } });
    await write('package-lock.json', { packages: locked });
    await write('node_modules/a/package.json', { version: '1.0.0' });
    // Stands in for npm, and says that it was called.
    await writeFile(inFolder('npm.js'), `require('node:fs').writeFileSync(${JSON.stringify(inFolder('called'))}, '')`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Whether a run installs. */
  async function installs(): Promise<boolean> {
    await rm(inFolder('called'), { force: true });
    const env = { ...process.env, npm_execpath: inFolder('npm.js') };
    const { status } = spawnSync(process.execPath, [inFolder('scripts/ensure-installed.mjs')], { env });
    expect(status).toBe(0);
    return existsSync(inFolder('called'));
  }

  it('install nothing after npm ci by hand, and need not look again', async () => {
    await write('node_modules/.package-lock.json', { packages: installed });
    expect(await installs()).toBe(false);
    await rm(inFolder('node_modules/.package-lock.json'));
    expect(await installs()).toBe(false);
  });

  it.each([
    ['nothing was', undefined],
    ['another version was', { ...installed, 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } }],
    ['other bytes were', { ...installed, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
    ['a package less was', { 'node_modules/native-here': installed['node_modules/native-here'] }],
    ['the folder of another machine was', { ...installed, 'node_modules/native-elsewhere': { os: [other] } }],
  ])('install when %s installed, once', async (_what, packages) => {
    if (packages !== undefined) await write('node_modules/.package-lock.json', { packages });
    expect(await installs()).toBe(true);
    expect(await installs()).toBe(false);
  });

  it('install again after the lockfile has changed, or a package is gone', async () => {
    await write('node_modules/.package-lock.json', { packages: installed });
    expect(await installs()).toBe(false);
    await write('package-lock.json', { packages: { ...locked, 'node_modules/b': { version: '1.0.0' } } });
    expect(await installs()).toBe(true);
    await rm(inFolder('node_modules/a'), { recursive: true });
    expect(await installs()).toBe(true);
  });
});
