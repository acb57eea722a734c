import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { Redis } from './redis.ts';

const TTL_SECONDS = 300;
const ABSENT_TTL_SECONDS = 60;
const TIMEOUT_MS = 250;
const COOL_DOWN_MS = 5_000;
/** What a key holds when the resource is known not to exist. */
const ABSENT = 'absent';

/** Shared by the requests of an isolate, so that one failure spares the others the wait. */
export interface CacheHealth {
  awayUntilMs: number;
}

/** A read-through cache of JSON values. When Redis is away every call goes to the loader, without waiting. */
export class Cache {
  readonly #deps: { redis: Redis; health: CacheHealth; clock: Clock; log: Logger; metrics: Metrics };

  constructor(deps: { redis: Redis; health: CacheHealth; clock: Clock; log: Logger; metrics: Metrics }) {
    this.#deps = deps;
  }

  /** The cached value, or what `load` gives; `undefined` (it does not exist) is remembered too, for less long. */
  async through<T>(key: string, schema: z.ZodType<T>, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const cached = await this.#attempt((redis) => redis.get<string>(key));
    // A value that an older release wrote in another shape counts as a miss.
    const parsed = cached == null || cached === ABSENT ? undefined : schema.safeParse(JSON.parse(cached));
    const isHit = cached === ABSENT || parsed?.success === true;
    this.#deps.metrics.count('ragline_cache_requests_total', 1, { outcome: isHit ? 'hit' : 'miss' });
    if (isHit) return parsed?.data;
    const value = await load();
    // NX: a writer that came between our read and now has put a newer value, which must stay.
    await this.#attempt((redis) =>
      redis.set(key, serialize(value), {
        ex: jittered(value === undefined ? ABSENT_TTL_SECONDS : TTL_SECONDS),
        nx: true,
      }),
    );
    return value;
  }

  /** Write-through after a commit; `undefined` marks a deleted resource. One round trip for all. */
  async put(entries: ReadonlyArray<readonly [key: string, value: unknown]>): Promise<void> {
    if (entries.length === 0) return;
    await this.#attempt(async (redis) => {
      const pipeline = redis.pipeline();
      for (const [key, value] of entries) {
        pipeline.set(key, serialize(value), { ex: jittered(value === undefined ? ABSENT_TTL_SECONDS : TTL_SECONDS) });
      }
      await pipeline.exec();
    });
  }

  /** Whether Redis answers, for readiness. */
  async isReachable(): Promise<boolean> {
    return (await this.#attempt((redis) => redis.ping())) !== undefined;
  }

  async #attempt<T>(call: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    const { redis, health, clock, log } = this.#deps;
    if (clock.now().getTime() < health.awayUntilMs) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    });
    try {
      return await Promise.race([call(redis), timeout]);
    } catch (error) {
      health.awayUntilMs = clock.now().getTime() + COOL_DOWN_MS;
      log.warn('cache_unavailable', {
        cool_down_ms: COOL_DOWN_MS,
        reason: error instanceof Error ? error.message : String(error),
      });
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

const serialize = (value: unknown): string => (value === undefined ? ABSENT : JSON.stringify(value));

/** Spreads expiries by ±10 %, so that entries written together do not expire together. */
const jittered = (seconds: number): number => Math.round(seconds * (0.9 + Math.random() * 0.2));

export const productCacheKey = (tenantId: string, productId: string): string =>
  `ragline:${tenantId}:cache:product:${productId}`;
