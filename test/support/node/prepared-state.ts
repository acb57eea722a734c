import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';

const LIMIT_MS = 100_000;

/**
 * Fills `folder` with the state of a system that was started before: its database has the schema and the demo tenants.
 * The first of a test run to ask makes it, and the others copy that, for making it takes most of a first start.
 */
export async function copyPreparedState(folder: string): Promise<void> {
  const prepared = join(inject('runFolder'), 'prepared-state');
  if (!existsSync(prepared)) await prepareOnce(prepared);
  cpSync(prepared, folder, { recursive: true });
}

async function prepareOnce(prepared: string): Promise<void> {
  const draft = `${prepared}.draft`;
  if (isFirst(draft)) {
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'prepare-state.ts'), draft]);
    renameSync(draft, prepared);
    return;
  }
  const deadline = Date.now() + LIMIT_MS;
  while (!existsSync(prepared)) {
    if (Date.now() > deadline) throw new Error(`the test that prepares ${prepared} did not come to its end`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
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
