import { withTimeout } from '../../contracts/with-timeout.ts';
import { PLATFORM_HOSTS } from '../platform/breakers.ts';
import type { PoolDeps } from './pool-deps.ts';

const TIMEOUT_MS = 5_000;
const MARKER_TTL_SECONDS = 24 * 60 * 60;

/**
 * Appends unless the marker stands, in one step of Redis, so that two deliveries at once append once. The marker comes
 * last: a script that ends before it is tried again, and one that ends after it has done all.
 */
const APPEND_ONCE = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 3))
redis.call('SET', KEYS[1], '1', 'EX', ARGV[2])
return 1`;

export interface StreamEntry {
  stream: string;
  /** What stands for the entry for a day: a second one with the same marker is not appended. */
  marker: string;
  /** About so many entries are kept, the oldest leaving first. */
  maxEntries: number;
  fields: Readonly<Record<string, string>>;
}

/**
 * Appends an entry to a Redis stream, once by its marker. It waits some seconds for Redis, and not at all while Redis
 * is known to be away.
 * @throws {CircuitOpenError} while Redis is known to be away; any error of Redis.
 */
export async function appendOnce({ redis, services }: PoolDeps, entry: StreamEntry): Promise<void> {
  const { stream, marker, maxEntries, fields } = entry;
  const words = [String(maxEntries), String(MARKER_TTL_SECONDS), ...Object.entries(fields).flat()];
  await services.breakers.run(PLATFORM_HOSTS.redis, () =>
    withTimeout('Redis', TIMEOUT_MS, redis.eval(APPEND_ONCE, [marker, stream], words)),
  );
}
