import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const LIMIT_MS = 100_000;

/**
 * Fills `folder` with the state of a system that was started before: its database has the schema and the demo tenants.
 * The first of a test run to ask makes it, and the others copy that, for making it takes most of a first start. Outside a
 * test run, in a script, each makes its own.
 */
export async function copyPreparedState(folder: string): Promise<void> {
  const runFolder = process.env.RAGLINE_TEST_RUN_FOLDER;
  if (runFolder === undefined) return await prepare(folder);
  const prepared = join(runFolder, 'prepared-state');
  if (!existsSync(prepared)) await prepareOnce(prepared);
  cpSync(prepared, folder, { recursive: true });
}

async function prepareOnce(prepared: string): Promise<void> {
  const draft = `${prepared}.draft`;
  if (isFirst(draft)) {
    await prepare(draft);
    renameSync(draft, prepared);
    return;
  }
  const deadline = Date.now() + LIMIT_MS;
  while (!existsSync(prepared)) {
    if (Date.now() > deadline) throw new Error(`the test that prepares ${prepared} did not come to its end`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function prepare(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'prepare-state.ts'), folder]);
}

/** Making the folder is what only one of several processes can do. */
function isFirst(draft: string): boolean {
  try {
    mkdirSync(draft);
    return true;
  } catch {
    return false;
  }
}
