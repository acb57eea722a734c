import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lockfile } from './lockfile-faults.ts';

/**
 * Adds the missing hashes to package-lock.json and changes no version: `npm run supply-chain -- repair`.
 * npm leaves hashes out for the platforms that it did not install, so `npm ci` could not check them there. Where it
 * finds no `node_modules` it asks the registry for every entry that the lockfile lacks.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ragline-lockfile-'));
try {
  const lockfile: Lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const kept = Object.entries(lockfile.packages ?? {}).filter(([path, { integrity }]) => path === '' || integrity);
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lockfile, packages: Object.fromEntries(kept) }));
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  });
  copyFileSync(join(folder, 'package-lock.json'), join(root, 'package-lock.json'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
