/** A RESP2 reply. Strings are bytes, so that binary values pass through unchanged. */
export type Reply = null | number | Buffer | Reply[];

/** An error the Redis itself answered ("ERR …", "WRONGTYPE …"): the caller's fault. Any other error is a Redis that cannot be reached. */
export class RedisCommandError extends Error {
  override readonly name = 'RedisCommandError';
}

/** A Redis behind the Upstash-compatible endpoint. A command is its name and arguments, all as strings. */
export interface RedisBackend {
  /** The kind of Redis, for messages. */
  readonly description: string;
  /** Resolves with one sentence when a Redis that was started for this session ends by itself. */
  readonly failed?: Promise<string>;
  /** Runs one command. Rejects with RedisCommandError, or with another Error when the Redis cannot be reached. */
  run(command: string[]): Promise<Reply>;
  /** Runs all commands as one transaction and answers each one's reply or error in order. */
  transaction(commands: string[][]): Promise<(Reply | RedisCommandError)[]>;
  stop(): Promise<void>;
}

/** Commands that would change or block the one connection which all requests share. Upstash has none of them either. */
const CONNECTION_COMMANDS = new Set(
  (
    'AUTH HELLO QUIT RESET SELECT MULTI EXEC DISCARD WATCH UNWATCH MONITOR SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE ' +
    'PUNSUBSCRIBE SUNSUBSCRIBE BLPOP BRPOP BLMOVE BLMPOP BRPOPLPUSH BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF SHUTDOWN ' +
    'REPLICAOF SLAVEOF CLIENT CONFIG DEBUG'
  ).split(' '),
);

/** Refuses, by RedisCommandError, what cannot be run for one request among many on a shared connection. */
export function refuseConnectionCommands([name = '', ...rest]: string[]): void {
  const blockingRead = /^xread(group)?$/i.test(name) && rest.some((word) => /^block$/i.test(word));
  if (CONNECTION_COMMANDS.has(name.toUpperCase()) || blockingRead) {
    throw new RedisCommandError(`ERR Command is not available: '${name}'`);
  }
}
