import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { z } from 'zod';

/**
 * Runs `file` of this folder as a process of its own, and gives what it sent once it served; it serves until it is
 * stopped, or its parent is gone. Rejects when it ends before.
 *
 * The tests' database and Redis each have one: the process of the tests also compiles every module for workerd, and what
 * one of the three computes would keep the other two from answering.
 */
export async function forkService<T extends object>(
  file: string,
  served: z.ZodType<T>,
): Promise<T & { stop(): Promise<void> }> {
  const child = fork(join(import.meta.dirname, file));
  const exited = once(child, 'exit');
  const ended = exited.then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  ended.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return {
    ...served.parse(message),
    stop: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** Called in such a process: reports readiness to the parent, and stops with it. */
export function serveParent(served: object, stop: () => Promise<void>): void {
  process.once('disconnect', () => void stop().finally(() => process.exit()));
  process.send?.(served);
}
