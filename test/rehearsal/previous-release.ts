import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The commit of the release before this one, which must run on this release's schema. Set it with each release. */
const COMMIT = 'bc1b643362d865f48787b05470a53bf0ac4ec76a';
const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A checkout of the previous release, installed by its own lockfile. */
export interface PreviousRelease {
  folder: string;
  remove(): Promise<void>;
}

/** @throws {Error} when the history of this checkout does not reach back to it. */
export async function checkOutPreviousRelease(): Promise<PreviousRelease> {
  const git = async (...args: string[]) => await run('git', args, { cwd: ROOT });
  await git('cat-file', '-e', `${COMMIT}^{commit}`).catch(() => {
    throw new Error(`The commit ${COMMIT} is not in this checkout. Fetch the whole history: git fetch --unshallow.`);
  });
  const parent = mkdtempSync(join(tmpdir(), 'ragline-previous-'));
  const folder = join(parent, 'release');
  await git('worktree', 'add', '--detach', folder, COMMIT);
  const installer = join(folder, 'scripts/ensure-installed.mjs');
  if (existsSync(installer)) await run(process.execPath, [installer, '--omit=dev'], { cwd: folder });
  return {
    folder,
    remove: async () => {
      await git('worktree', 'remove', '--force', folder);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
