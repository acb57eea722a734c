import { Redis } from 'ioredis';
import { type RedisBackend, RedisCommandError, type Reply, refuseConnectionCommands } from './redis-backend.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Connects to the Redis at `url` (`redis://` or `rediss://`).
 * Rejects with an Error whose message names host, port and cause, never the password.
 */
export async function connectRedis(url: string, description: string): Promise<RedisBackend> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  let cause = 'no answer';
  redis.on('error', (error: Error & { code?: string }) => {
    cause = error.code ?? error.message;
  });
  try {
    await withTimeout(redis.connect().then(() => redis.ping()));
  } catch (error) {
    redis.disconnect();
    const reason = error instanceof Error && /^(NOAUTH|WRONGPASS|ERR) /.test(error.message) ? error.message : cause;
    throw new Error(`${redis.options.host}:${redis.options.port} (${reason})`);
  }
  return {
    description,
    async run(command) {
      refuseConnectionCommands(command);
      const [name, ...rest] = rawCommand(command);
      try {
        return toReply(await redis.callBuffer(name, ...rest));
      } catch (error) {
        throw toCommandError(error);
      }
    },
    async transaction(commands) {
      const multi = redis.multi();
      for (const command of commands) {
        refuseConnectionCommands(command);
        const [name, ...rest] = rawCommand(command);
        multi.callBuffer(name, ...rest);
      }
      try {
        const replies = (await multi.exec()) ?? [];
        return replies.map(([error, value]) => (error ? new RedisCommandError(error.message) : toReply(value)));
      } catch (error) {
        throw toCommandError(error);
      }
    },
    async stop() {
      redis.disconnect();
    },
  };
}

/** ioredis reshapes some replies (HGETALL) by the command's name in lower case only. */
function rawCommand([name = '', ...rest]: string[]): [string, ...string[]] {
  return [name.toUpperCase(), ...rest];
}

function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), CONNECT_TIMEOUT_MS);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

/** ioredis gives a server's own error the name ReplyError; everything else is about the connection. */
function toCommandError(error: unknown): unknown {
  return error instanceof Error && error.name === 'ReplyError' ? new RedisCommandError(error.message) : error;
}

function toReply(value: unknown): Reply {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(toReply);
  return Buffer.from(String(value));
}
