import type { z } from 'zod';
import { withTimeout } from '../../contracts/with-timeout.ts';
import { type Breakers, PLATFORM_HOSTS } from './breakers.ts';
import { CircuitOpenError } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import { DistrustedKeys } from './distrusted-keys.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { Redis } from './redis.ts';
import type { Spans } from './tracing/spans.ts';

const TTL_SECONDS = 300;
const ABSENT_TTL_SECONDS = 60;
/** Expiries are spread by this share, so that entries written together do not expire together. */
const JITTER = 0.1;
const TIMEOUT_MS = 250;
/** What a key holds when the resource is known not to exist. */
const ABSENT = 'absent';

/** How long one loader keeps the others waiting at most. The lock outlives it, for a reader that comes late. */
const LOCK_MS = 2_000;
const MAX_WAIT_MS = 1_000;
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 80;
const REPAIR_BATCH = 200;

/** Shared by the requests of an isolate: what one of them could not write, another must not read. */
export interface CacheHealth {
  distrusted: DistrustedKeys;
}

export function newCacheHealth(): CacheHealth {
  return {
    distrusted: new DistrustedKeys({
      keepMs: TTL_SECONDS * (1 + JITTER) * 1000,
      graceMs: 2 * TIMEOUT_MS,
      maxKeys: 10_000,
    }),
  };
}

/** A resource as it is since a version; `undefined` stands for one that is gone. */
export interface CacheEntry {
  key: string;
  version: number;
  value: object | undefined;
}

/**
 * Sets a key unless it holds the same version or a newer one: two writers that committed one after the other may
 * reach Redis the other way round. What was read as absent has version 0, so that it never hides a resource.
 */
const SET_IF_NEWER = `
local held = redis.call('GET', KEYS[1])
if held then
  local version = tonumber(string.match(held, '^(%d+):'))
  if version and version >= tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;

interface CacheDeps {
  redis: Redis;
  breakers: Breakers;
  health: CacheHealth;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  spans: Spans;
}

/** `away`: Redis did not answer, or is not asked because it has not answered others. */
type Answer<T> = { kind: 'answer'; value: T } | { kind: 'away' };
type Lookup<T> = { kind: 'hit'; value: T | undefined } | { kind: 'miss' | 'unreadable' | 'away' };

/** A read-through cache of JSON values. When Redis is away every call goes to the loader, without waiting. */
export class Cache {
  readonly #deps: CacheDeps;

  constructor(deps: CacheDeps) {
    this.#deps = deps;
  }

  /**
   * The cached value, or what `load` gives; `undefined` (it does not exist) is remembered too, for less long. Of
   * many readers that miss at once, in whatever isolate, one loads and the others wait for it, for a second at most.
   */
  async through<T extends { version: number }>(
    key: string,
    schema: z.ZodType<T>,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    await this.#deleteDistrusted();
    const found = this.#isDistrusted(key) ? { kind: 'away' as const } : await this.#lookUp(key, schema);
    if (found.kind === 'unreadable') await this.#ask('DEL', (redis) => redis.del(key));
    const result = found.kind === 'hit' || found.kind === 'away' ? found : await this.#waitOrLead(key, schema);
    const isHit = result.kind === 'hit';
    this.#deps.metrics.count('ragline_cache_requests_total', 1, { outcome: isHit ? 'hit' : 'miss' });
    if (isHit) return result.value;
    if (result.kind === 'away') return await load();
    try {
      const value = await load();
      const version = value?.version ?? 0;
      await this.#ask('EVAL', (redis) => redis.eval(SET_IF_NEWER, [key], argumentsOf({ key, version, value })));
      return value;
    } catch (error) {
      // Not on success: who missed just before the value came must find the lock taken, and then the value.
      await this.#ask('DEL', (redis) => redis.del(lockKeyOf(key)));
      throw error;
    }
  }

  /**
   * Write-through after a commit, of each resource unless Redis has a newer version. One round trip for all. When it
   * fails, this isolate reads the database instead, and deletes the keys as soon as Redis answers it again.
   */
  async put(entries: readonly CacheEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { distrusted } = this.#deps.health;
    const keys = entries.map(({ key }) => key);
    const write = distrusted.begin(keys, this.#nowMs());
    const answer = await this.#ask('PIPELINE', async (redis) => {
      const pipeline = redis.pipeline();
      for (const entry of entries) pipeline.eval(SET_IF_NEWER, [entry.key], argumentsOf(entry));
      await pipeline.exec();
    });
    if (answer.kind === 'answer') distrusted.confirm(write, keys);
    else distrusted.fail(write, keys, this.#nowMs());
  }

  /** Whether Redis answers, for readiness. */
  async isReachable(): Promise<boolean> {
    return (await this.#ask('PING', (redis) => redis.ping())).kind === 'answer';
  }

  /** A hit that another reader has loaded, or a miss for the one that is to load. */
  async #waitOrLead<T>(key: string, schema: z.ZodType<T>): Promise<Lookup<T>> {
    let pauseMs = FIRST_PAUSE_MS;
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += pauseMs) {
      const lock = await this.#ask('SET', (redis) => redis.set(lockKeyOf(key), '1', { px: LOCK_MS, nx: true }));
      if (lock.kind === 'away') return lock;
      if (lock.value !== null) return { kind: 'miss' };
      pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const found = await this.#lookUp(key, schema);
      if (found.kind !== 'miss') return found;
    }
    return { kind: 'miss' };
  }

  async #lookUp<T>(key: string, schema: z.ZodType<T>): Promise<Lookup<T>> {
    const cached = await this.#ask('GET', (redis) => redis.get<string>(key));
    if (cached.kind === 'away') return cached;
    if (cached.value === null) return { kind: 'miss' };
    const text = cached.value.replace(/^\d+:/, '');
    if (text === ABSENT) return { kind: 'hit', value: undefined };
    // A value that an older release wrote in another shape is as good as none.
    const parsed = schema.safeParse(parseJson(text));
    return parsed.success ? { kind: 'hit', value: parsed.data } : { kind: 'unreadable' };
  }

  #isDistrusted(key: string): boolean {
    return this.#deps.health.distrusted.has(key, this.#nowMs());
  }

  /** With their locks: whoever reads next is to load at once. */
  async #deleteDistrusted(): Promise<void> {
    const { distrusted } = this.#deps.health;
    if (distrusted.isEmpty) return;
    const { keys, deleted } = distrusted.due(REPAIR_BATCH, this.#nowMs());
    if (keys.length === 0) return;
    const answer = await this.#ask('DEL', (redis) => redis.del(...keys, ...keys.map(lockKeyOf)));
    if (answer.kind === 'answer') deleted();
  }

  async #ask<T>(operation: string, call: (redis: Redis) => Promise<T>): Promise<Answer<T>> {
    const { redis, breakers, log, spans } = this.#deps;
    const attributes = { 'db.system.name': 'redis' as const, 'db.operation.name': operation };
    try {
      const answer = () =>
        spans.run(operation, { kind: 'client', attributes }, () => withTimeout('Redis', TIMEOUT_MS, call(redis)));
      return { kind: 'answer', value: await breakers.run(PLATFORM_HOSTS.redis, answer) };
    } catch (error) {
      if (!(error instanceof CircuitOpenError)) {
        log.warn('cache_unavailable', { breaker: breakers.stateOf(PLATFORM_HOSTS.redis), error });
      }
      return { kind: 'away' };
    }
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime();
  }
}

/** For the script: the version, what to store under it, and for how many seconds. */
const argumentsOf = ({ version, value }: CacheEntry): string[] => [
  String(version),
  `${version}:${value === undefined ? ABSENT : JSON.stringify(value)}`,
  String(ttlSeconds(value)),
];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ttlSeconds(value: unknown): number {
  const seconds = value === undefined ? ABSENT_TTL_SECONDS : TTL_SECONDS;
  return Math.round(seconds * (1 - JITTER + Math.random() * 2 * JITTER));
}

/** `ragline:{tenant_id}:lock:{resource}:{id}`: who loads this entry. */
const lockKeyOf = (cacheKey: string): string => cacheKey.replace(':cache:', ':lock:');
