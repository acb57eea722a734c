import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

const Started = z.object({ url: z.string(), token: z.string() });

/**
 * Redis over REST in a process of its own: the embedded database computes in the process of the tests, and while it does
 * nothing else there answers, so that the product would take Redis for away.
 */
export async function forkRedis(): Promise<z.infer<typeof Started> & { stop(): Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'redis-process.ts'));
  const exited = once(child, 'exit');
  const started = exited.then(([code]) => {
    throw new Error(`Redis ended with ${code}`);
  });
  started.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), started]);
  return {
    ...Started.parse(message),
    stop: async () => {
      child.disconnect();
      await exited;
    },
  };
}
