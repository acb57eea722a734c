import { createHash } from 'node:crypto';
import RedisMock from 'ioredis-mock';
import { type RedisBackend, RedisCommandError, type Reply, refuseConnectionCommands } from './redis-backend.ts';
import { upperCaseOptions } from './redis-options.ts';

const COMMANDS = new Set(
  (
    'PING ECHO TIME DBSIZE FLUSHALL FLUSHDB KEYS SCAN TYPE DEL UNLINK EXISTS EXPIRE PEXPIRE EXPIREAT PEXPIREAT TTL PTTL ' +
    'PERSIST RENAME GET SET GETDEL GETEX GETSET MGET MSET MSETNX SETNX SETEX PSETEX INCR INCRBY INCRBYFLOAT DECR DECRBY ' +
    'APPEND STRLEN HSET HSETNX HGET HMGET HMSET HGETALL HDEL HEXISTS HLEN HKEYS HVALS HINCRBY HSCAN LPUSH RPUSH LPUSHX ' +
    'RPUSHX LPOP RPOP LRANGE LLEN LTRIM LREM LINDEX LSET SADD SREM SMEMBERS SISMEMBER SCARD SPOP ZADD ZREM ZSCORE ZCARD ' +
    'ZINCRBY ZRANGE ZREVRANGE ZRANGEBYSCORE ZREMRANGEBYSCORE ZCOUNT ZRANK ZPOPMIN XADD XLEN XRANGE XREVRANGE XREAD ' +
    'EVAL'
  ).split(' '),
);

const COUNTERS = /^(incr|incrby|decr|decrby)$/i;

/** A Redis in this process's memory (ioredis-mock), for when there is no other: enough for cache, locks and bounded streams. */
export function createInMemoryRedis(): RedisBackend {
  const mock = new RedisMock({ data: {} });
  const nextStreamId = streamIds();

  const scripts = new Map<string, string>();

  const run = async (command: string[]): Promise<Reply> => {
    refuseConnectionCommands(command);
    if (/^script$/i.test(command[0] ?? '') && /^load$/i.test(command[1] ?? '')) return loadScript(command[2] ?? '');
    if (/^evalsha$/i.test(command[0] ?? '')) return run(['EVAL', findScript(command[1] ?? ''), ...command.slice(2)]);
    if (COUNTERS.test(command[0] ?? '')) requireInteger(await mock.get(command[1] ?? ''));
    const [name = '', ...rest] = upperCaseOptions(withStreamId(command, nextStreamId), nextStreamId);
    const method: unknown = Reflect.get(mock, name.toLowerCase());
    if (!COMMANDS.has(name.toUpperCase()) || typeof method !== 'function') {
      throw new RedisCommandError(`ERR unknown command '${name}' (the in-memory Redis lacks it; set REDIS_URL)`);
    }
    try {
      const value: unknown = await Reflect.apply(method, mock, rest);
      return toReply(value);
    } catch (error) {
      throw new RedisCommandError(error instanceof Error ? error.message : String(error));
    }
  };

  const loadScript = (script: string): Reply => {
    const digest = createHash('sha1').update(script).digest('hex');
    scripts.set(digest, script);
    return Buffer.from(digest);
  };
  const findScript = (digest: string): string => {
    const script = scripts.get(digest.toLowerCase());
    if (script === undefined) throw new RedisCommandError('NOSCRIPT No matching script. Please use EVAL.');
    return script;
  };

  // The mock takes every command in one step of the event loop, but several only in several.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };

  return {
    description: 'in-memory Redis (forgets everything when stopped)',
    run: (command) => inTurn(() => run(command)),
    transaction: (commands) =>
      inTurn(async () => {
        const replies: (Reply | RedisCommandError)[] = [];
        for (const command of commands) {
          replies.push(await run(command).catch((error: RedisCommandError) => error));
        }
        return replies;
      }),
    async stop() {
      mock.disconnect();
    },
  };
}

/** The mock would count on from NaN and overwrite the value with it. */
function requireInteger(value: string | null): void {
  if (value !== null && !/^-?\d+$/.test(value))
    throw new RedisCommandError('ERR value is not an integer or out of range');
}

/** A script's XADD goes to the mock past `upperCaseOptions`: its `'*'` gets its id here, one for each run. */
function withStreamId(command: string[], nextStreamId: () => string): string[] {
  const [name = '', script = '', ...rest] = command;
  if (!/^eval$/i.test(name) || !/'XADD'/i.test(script)) return command;
  return [name, script.replaceAll("'*'", () => `'${nextStreamId()}'`), ...rest];
}

/** The mock numbers entries by the stream's length, so that a trimmed stream gets the same id twice. */
function streamIds(): () => string {
  let last = 0;
  return () => {
    last = Math.max(Date.now(), last + 1);
    return String(last);
  };
}

function toReply(value: unknown): Reply {
  // As Redis converts what a script returns: false to nil, and true to 1.
  if (value === null || value === undefined || value === false) return null;
  if (value === true) return 1;
  if (typeof value === 'number' || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(toReply);
  if (typeof value === 'object') return Object.entries(value).flat().map(toReply);
  return Buffer.from(String(value));
}
