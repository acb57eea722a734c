import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserFault } from './user-fault.ts';

/**
 * Claims a state folder for this process until `release` is called or the process is gone.
 * The claim is SQLite's lock on a file, which the system drops even after kill -9, so it can never be stale;
 * PGlite itself would let two processes open, and ruin, one data folder.
 * Rejects with UserFault when another process holds it.
 */
export async function claimStateFolder(folder: string): Promise<{ release(): void }> {
  const pidFile = join(folder, 'pid');
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    const holder = await readFile(pidFile, 'utf8').catch(() => 'unknown');
    throw new UserFault(
      `RAGline is already running on ${folder} (process ${holder.trim()}): stop it with Ctrl-C in its terminal, or give this one another folder with RAGLINE_STATE_DIR and another PORT.`,
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return { release: () => lock.close() };
}
