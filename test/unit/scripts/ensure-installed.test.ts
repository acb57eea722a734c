import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../../../scripts/ensure-installed.mjs');
const other = process.platform === 'win32' ? 'linux' : 'win32';
const locked = {
  '': { name: 'project' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/native-here': { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
  'node_modules/native-elsewhere': { version: '1.0.0', optional: true, os: [other] },
};
const { 'node_modules/native-elsewhere': _elsewhere, '': _root, ...installed } = locked;

describe('the check before npm scripts', () => {
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
    await writeFile(
      inFolder('npm.js'),
      `require('node:fs').writeFileSync(${JSON.stringify(inFolder('called'))}, process.argv.slice(2, -3).join(' '))`,
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Returns the npm calls of a run. Nothing may be printed where a pipe would read it. */
  async function installs(...args: string[]): Promise<string | undefined> {
    await rm(inFolder('called'), { force: true });
    const env = { ...process.env, npm_execpath: inFolder('npm.js') };
    const { status, stdout } = spawnSync(process.execPath, [inFolder('scripts/ensure-installed.mjs'), ...args], {
      env,
    });
    expect(status).toBe(0);
    expect(stdout.toString()).toBe('');
    return existsSync(inFolder('called')) ? readFileSync(inFolder('called'), 'utf8') : undefined;
  }

  it('install nothing after npm ci by hand, and need not look again', async () => {
    await write('node_modules/.package-lock.json', { packages: installed });
    expect(await installs()).toBeUndefined();
    await rm(inFolder('node_modules/.package-lock.json'));
    expect(await installs()).toBeUndefined();
  });

  it.each([
    ['nothing was', undefined],
    ['another version was', { ...installed, 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } }],
    ['other bytes were', { ...installed, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
    ['a package less was', { 'node_modules/native-here': installed['node_modules/native-here'] }],
    ['the folder of another machine was', { ...installed, 'node_modules/native-elsewhere': { os: [other] } }],
  ])('install when %s installed, once', async (_what, packages) => {
    if (packages !== undefined) await write('node_modules/.package-lock.json', { packages });
    expect(await installs()).toBe('ci');
    expect(await installs()).toBeUndefined();
  });

  it('install again after the lockfile has changed, or a package is gone', async () => {
    await write('node_modules/.package-lock.json', { packages: installed });
    expect(await installs()).toBeUndefined();
    await write('package-lock.json', { packages: { ...locked, 'node_modules/b': { version: '1.0.0' } } });
    expect(await installs()).toBe('ci');
    await rm(inFolder('node_modules/a'), { recursive: true });
    expect(await installs()).toBe('ci');
  });

  it('install no development tools for a start, and add them for what needs them', async () => {
    await write('package.json', { dependencies: { a: '1.0.0' }, devDependencies: { tool: '1.0.0' } });
    expect(await installs('--omit=dev')).toBe('ci --omit=dev');
    expect(await installs('--omit=dev')).toBeUndefined();
    expect(await installs()).toBe('install --no-save --include=dev');
    await mkdir(inFolder('node_modules/tool'));
    await write('node_modules/tool/package.json', { version: '1.0.0' });
    expect(await installs()).toBeUndefined();
    expect(await installs('--omit=dev')).toBeUndefined();
    await write('package-lock.json', { packages: { ...locked, 'node_modules/b': { version: '1.0.0' } } });
    expect(await installs('--omit=dev'), 'the tools stay').toBe('ci');
  });

  it('is done by every npm script that runs anything of the project', async () => {
    const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
    const others = Object.entries(manifest.scripts).filter(
      ([, command]) => !/^(?:node scripts\/(?:run|ensure-installed)\.mjs\b|npm run )/.test(command),
    );
    expect(others.map(([name]) => name)).toEqual(['start']);
  });

  it('install nothing for a start after npm ci --omit=dev by hand', async () => {
    const tool = { version: '1.0.0', dev: true };
    await write('package-lock.json', { packages: { ...locked, 'node_modules/tool': tool } });
    await write('node_modules/.package-lock.json', { packages: installed });
    expect(await installs('--omit=dev')).toBeUndefined();
    expect(await installs()).toBe('install --no-save --include=dev');
  });
});
