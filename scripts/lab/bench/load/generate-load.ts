import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadPlan, LoadResult } from './clients.ts';

/** Carries out a plan in a process of its own. */
export async function generateLoad(plan: LoadPlan): Promise<LoadResult> {
  const child = fork(join(import.meta.dirname, 'clients.ts'));
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the clients ended with ${code}`);
  });
  exited.catch(() => undefined);
  child.send(plan);
  const [result] = await Promise.race([once(child, 'message'), exited]);
  return result;
}
