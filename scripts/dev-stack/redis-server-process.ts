import { randomBytes } from 'node:crypto';
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startLeashed } from './leashed-process.ts';
import { connectRedis } from './networked-redis.ts';
import { anyFreePort } from './ports.ts';
import type { RedisBackend } from './redis-backend.ts';

const START_LIMIT_MS = 5_000;

/** The full path of the first `redis-server` or `valkey-server` on PATH, if any. */
export function findRedisServer(): { path: string; name: string } | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return { path, name };
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/** Starts that server on a random loopback port, with a random password and without persistence. Rejects when it does not come up. */
export async function startRedisServer(server: { path: string; name: string }): Promise<RedisBackend> {
  const port = await anyFreePort();
  const password = randomBytes(24).toString('base64url');
  const config = [
    `port ${port}`,
    'bind 127.0.0.1',
    'save ""',
    'appendonly no',
    `dir ${tmpdir()}`,
    `requirepass ${password}`,
  ];
  const output = openSync(devNull, 'w');
  const child = startLeashed({ command: server.path, args: ['-'], output, input: `${config.join('\n')}\n` });
  closeSync(output);
  try {
    const url = `redis://:${password}@127.0.0.1:${port}`;
    const backend = await connectWhenUp(
      url,
      `${server.name} started for this session, without persistence`,
      child.exited,
    );
    return {
      ...backend,
      failed: child.exited.then((code) => `${server.name} ended by itself (exit code ${code})`),
      stop: async () => {
        await backend.stop();
        await child.stop();
      },
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function connectWhenUp(url: string, description: string, exited: Promise<number>): Promise<RedisBackend> {
  const deadline = Date.now() + START_LIMIT_MS;
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  for (;;) {
    try {
      return await connectRedis(url, description);
    } catch (error) {
      if (gone || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
