import { withTimeout } from '../../contracts/with-timeout.ts';
import { PLATFORM_HOSTS } from '../platform/breakers.ts';
import type { PoolDeps } from './pool-deps.ts';

const TIMEOUT_MS = 5_000;
const MARKER_TTL_SECONDS = 24 * 60 * 60;

/**
 * Appends unless the marker exists, in one script, so that concurrent deliveries append once. The marker is set last: a
 * script that fails before it is repeated.
 */
const APPEND_ONCE = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 3))
redis.call('SET', KEYS[1], '1', 'EX', ARGV[2])
return 1`;

export interface StreamEntry {
  stream: string;
  /** Marks the entry for a day: a second entry with this marker is not appended. */
  marker: string;
  /** The approximate length of the stream; the oldest entries are dropped. */
  maxEntries: number;
  fields: Readonly<Record<string, string>>;
}

/**
 * Appends entries to Redis streams, in order and each once by its marker, in one request. Waits some seconds for Redis.
 * @returns For each entry whether it was appended now.
 * @throws {CircuitOpenError} at once while the breaker of Redis is open; any error of Redis.
 */
export async function appendOnce(
  { redis, services }: Pick<PoolDeps, 'redis' | 'services'>,
  entries: readonly StreamEntry[],
): Promise<boolean[]> {
  const pipeline = redis.pipeline();
  for (const { stream, marker, maxEntries, fields } of entries) {
    const words = [String(maxEntries), String(MARKER_TTL_SECONDS), ...Object.entries(fields).flat()];
    pipeline.eval(APPEND_ONCE, [marker, stream], words);
  }
  const appended = await services.breakers.run(PLATFORM_HOSTS.redis, () =>
    withTimeout('Redis', TIMEOUT_MS, pipeline.exec<unknown[]>()),
  );
  return appended.map((count) => Number(count) === 1);
}
