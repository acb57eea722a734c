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
/** The value of a key whose resource does not exist. */
const ABSENT = 'absent';

/** How long other readers wait for a loader at most. The lock lasts longer, for readers that come late. */
const LOCK_MS = 2_000;
const MAX_WAIT_MS = 1_000;
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 80;
const REPAIR_BATCH = 200;

/** The keys that a failed write of this isolate may have left outdated. */
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

/** A resource and its version; `undefined` stands for a deleted one. */
export interface CacheEntry {
  key: string;
  version: number;
  value: object | undefined;
}

/**
 * Sets a key unless it holds the same version or a newer one, because two writers can reach Redis in the other order
 * than they committed. A missing resource is cached with version 0, so that it never hides an existing one.
 */
const SET_IF_NEWER = `
local held = redis.call('GET', KEYS[1])
if held then
  local version = tonumber(string.match(held, '^(%d+):'))
  if version and version >= tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;

/**
 * Returns the value of a key or, when there is none, makes the caller its loader; null while another one loads. Values
 * begin with their version, so none reads `lead`.
 */
const GET_OR_LEAD = `
local held = redis.call('GET', KEYS[1])
if held then return held end
if redis.call('SET', KEYS[2], '1', 'PX', ARGV[1], 'NX') then return 'lead' end
return false`;
const LEAD = 'lead';

interface CacheDeps {
  redis: Redis;
  breakers: Breakers;
  health: CacheHealth;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  spans: Spans;
  /** Keeps writes alive that no request waits for. */
  waitUntil(work: Promise<unknown>): void;
}

/** `away`: Redis did not answer, or its breaker is open. */
type Answer<T> = { kind: 'answer'; value: T } | { kind: 'away' };
/** `lead`: the value is not cached, and the caller must load it. `loading`: another caller loads it. */
type Lookup<T> = { kind: 'hit'; value: T | undefined } | { kind: 'lead' | 'loading' | 'unreadable' | 'away' };

/** A read-through cache of JSON values. Without Redis every call goes to the loader at once. */
export class Cache {
  readonly #deps: CacheDeps;

  constructor(deps: CacheDeps) {
    this.#deps = deps;
  }

  /**
   * The cached value, or the result of `load`. `undefined` (the resource does not exist) is cached for a shorter time.
   * When many readers miss at once, in any isolate, one loads and the others wait for it, at most a second.
   */
  async through<T extends { version: number }>(
    key: string,
    schema: z.ZodType<T>,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    await this.#deleteDistrusted();
    const result = this.#isDistrusted(key) ? { kind: 'away' as const } : await this.#hitOrLead(key, schema);
    const isHit = result.kind === 'hit';
    this.#deps.metrics.count('ragline_cache_requests_total', 1, { tier: 'redis', outcome: isHit ? 'hit' : 'miss' });
    if (isHit) return result.value;
    if (result.kind === 'away') return await load();
    try {
      const value = await load();
      const entry = { key, version: value?.version ?? 0, value };
      this.#deps.waitUntil(this.#ask('EVAL', (redis) => redis.eval(SET_IF_NEWER, [key], argumentsOf(entry))));
      return value;
    } catch (error) {
      // Kept on success: a reader that missed just before must find the lock, and then the value.
      this.#deps.waitUntil(this.#ask('DEL', (redis) => redis.del(lockKeyOf(key))));
      throw error;
    }
  }

  /**
   * Writes resources through after a commit, unless Redis has newer versions, in one round trip. The write continues
   * when the caller does not wait for it. Until it is confirmed this isolate reads the database. After a failure it
   * deletes the keys once Redis answers again.
   */
  async put(entries: readonly CacheEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { distrusted } = this.#deps.health;
    const keys = entries.map(({ key }) => key);
    const write = distrusted.begin(keys, this.#nowMs());
    const written = this.#ask('PIPELINE', async (redis) => {
      const pipeline = redis.pipeline();
      for (const entry of entries) pipeline.eval(SET_IF_NEWER, [entry.key], argumentsOf(entry));
      await pipeline.exec();
    }).then(({ kind }) => {
      if (kind === 'answer') distrusted.confirm(write, keys);
      else distrusted.fail(write, keys, this.#nowMs());
    });
    this.#deps.waitUntil(written);
    await written;
  }

  /** Returns whether Redis answers, for readiness. */
  async isReachable(): Promise<boolean> {
    return (await this.#ask('PING', (redis) => redis.ping())).kind === 'answer';
  }

  /** The value, or the duty to load it: at once, or after a wait for another reader that does not store it. */
  async #hitOrLead<T>(key: string, schema: z.ZodType<T>): Promise<Lookup<T>> {
    let pauseMs = FIRST_PAUSE_MS;
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += pauseMs) {
      const found = await this.#lookUp(key, schema);
      if (found.kind === 'unreadable') await this.#ask('DEL', (redis) => redis.del(key));
      else if (found.kind !== 'loading') return found;
      pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
      if (found.kind === 'loading') await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return { kind: 'lead' };
  }

  async #lookUp<T>(key: string, schema: z.ZodType<T>): Promise<Lookup<T>> {
    const cached = await this.#ask('EVAL', (redis) =>
      redis.eval<string[], string | null>(GET_OR_LEAD, [key, lockKeyOf(key)], [String(LOCK_MS)]),
    );
    if (cached.kind === 'away') return cached;
    if (cached.value === null) return { kind: 'loading' };
    if (cached.value === LEAD) return { kind: 'lead' };
    const text = cached.value.replace(/^\d+:/, '');
    if (text === ABSENT) return { kind: 'hit', value: undefined };
    // An unreadable value of an older release counts as a miss.
    const parsed = schema.safeParse(parseJson(text));
    return parsed.success ? { kind: 'hit', value: parsed.data } : { kind: 'unreadable' };
  }

  #isDistrusted(key: string): boolean {
    return this.#deps.health.distrusted.has(key, this.#nowMs());
  }

  /** Deletes the locks too, so that the next reader loads at once. */
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

/** The script's arguments: version, value and time to live in seconds. */
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

/** `ragline:{tenant_id}:lock:{resource}:{id}`: the lock of the reader that loads this entry. */
const lockKeyOf = (cacheKey: string): string => cacheKey.replace(':cache:', ':lock:');
