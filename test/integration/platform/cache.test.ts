import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Problem } from '../../../contracts/problem.ts';
import type { Product } from '../../../contracts/product.ts';
import { isolateBreakers, PLATFORM_HOSTS } from '../../../workers/platform/breakers.ts';
import { Cache, newCacheHealth } from '../../../workers/platform/cache.ts';
import { parseConfig } from '../../../workers/platform/config.ts';
import { createLogger } from '../../../workers/platform/logger.ts';
import { noMetrics } from '../../../workers/platform/metrics.ts';
import { createRedis, type Redis } from '../../../workers/platform/redis.ts';
import { noSpans } from '../../../workers/platform/tracing/spans.ts';
import { answer, newProduct, newTenant } from '../../support/tenant.ts';
import { until } from '../../support/until.ts';
import { workerWith } from '../../support/worker-with.ts';

const Value = z.object({ name: z.string(), version: z.int() });
const live = createRedis(parseConfig({ ...env }, env.HYPERDRIVE.connectionString).redis);
const dead = new Proxy(live, {
  get: () => () => {
    throw new Error('refused');
  },
});
/** Answers at once, however busy the machine: no value is there, and every lock is taken. */
const taken = new Proxy(live, { get: () => async () => null });
/**
 * The cache's commands over a map, each a moment away. So many readers of one request would queue for its six
 * connections, and some so long that Redis counts as away, which those of many requests do not.
 */
function inMemory(): Redis {
  const held = new Map<string, string>();
  const commands = new Map<string | symbol, (...of: never[]) => unknown>([
    // The script that gets a value or makes its caller lead has two keys; the one that sets has one.
    [
      'eval',
      (_script: string, [key, lock]: [string, string?], [, value = '']: string[]) => {
        if (lock === undefined) return held.set(key, value) && 1;
        if (held.has(key)) return held.get(key);
        return held.has(lock) ? null : held.set(lock, '1') && 'lead';
      },
    ],
  ]);
  const call = (name: string | symbol) =>
    commands.get(name) ?? expect.fail(`${String(name)} is not among the commands`);
  return new Proxy(live, {
    get:
      (_, name) =>
      async (...of: never[]) => {
        await scheduler.wait(2);
        return call(name)(...of);
      },
  });
}
/** The same Redis, whose answers `see` is told. */
const seeingAnswers = (redis: Redis, see: (answer: unknown) => void): Redis =>
  new Proxy(redis, {
    get:
      (of, name) =>
      async (...given: unknown[]) => {
        const answer: unknown = await Reflect.apply(Reflect.get(of, name), of, given);
        see(answer);
        return answer;
      },
  });
/** Takes requests and never answers. */
const hanging = new Proxy(live, { get: () => () => new Promise(() => {}) });
const log = createLogger('error', () => undefined);

/** The cache as one isolate sees it; every call makes the one of another invocation. */
function anIsolate() {
  let skippedMs = 0;
  const clock = { now: () => new Date(Date.now() + skippedMs) };
  const [health, breakers] = [newCacheHealth(), isolateBreakers(clock)];
  const unfinished: Promise<unknown>[] = [];
  return {
    over: (redis: Redis) =>
      new Cache({
        ...{ redis, breakers, health, clock, log, metrics: noMetrics, spans: noSpans },
        waitUntil: (work) => unfinished.push(work),
      }),
    /** Waits for the background writes. */
    rest: () => Promise.all(unfinished),
    breakerState: () => breakers.stateOf(PLATFORM_HOSTS.redis),
    wait: (ms: number) => {
      skippedMs += ms;
    },
  };
}
/** So many that none queues for the six connections of a request. */
const READERS = 5;
/** Longer than a reader waits before it looks again, and shorter than it waits for Redis. */
const A_PAUSE_MS = 100;
const aKey = () => `ragline:${crypto.randomUUID()}:cache:thing:${crypto.randomUUID()}`;

/** A loader that takes a moment and counts. */
function aLoader(value: z.infer<typeof Value> | undefined, takesMs = 40) {
  let loads = 0;
  return {
    load: async () => {
      loads += 1;
      await scheduler.wait(takesMs);
      return value;
    },
    loads: () => loads,
  };
}

// The first call also connects, which takes longer than a read waits on a busy machine.
beforeAll(() => live.ping());

describe('readers that miss at once', () => {
  it.each([
    ['Redis', () => live],
    ['a Redis in memory', inMemory],
  ])('wait for the one that loads, over %s', async (_what, over) => {
    const [isolate, key] = [anIsolate(), aKey()];
    const value = { name: 'soup', version: 1 };
    const othersWait = Promise.withResolvers<void>();
    let [loads, waiting] = [0, 0];
    const load = async () => {
      loads += 1;
      await othersWait.promise;
      return value;
    };
    const redis = seeingAnswers(over(), (answer) => {
      if (answer === null) waiting += 1;
      if (waiting === READERS - 1) othersWait.resolve();
    });
    // On a busy machine Redis would take longer to answer than a read waits.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const readers = Array.from({ length: READERS }, () => isolate.over(redis).through(key, Value, load));
      expect(await Promise.any(readers)).toEqual(value);
      await isolate.rest();
      await vi.advanceTimersByTimeAsync(A_PAUSE_MS);
      expect(await Promise.all(readers)).toEqual(readers.map(() => value));
    } finally {
      vi.useRealTimers();
    }
    expect(loads).toBe(1);
  });

  it.each([{ name: 'soup', version: 1 }, undefined])('load %o once, in one isolate and in many', async (value) => {
    const shared = anIsolate();
    for (const isolateOf of [() => shared, anIsolate]) {
      const [redis, key, { load, loads }] = [inMemory(), aKey(), aLoader(value)];
      const read = await Promise.all(
        Array.from({ length: 50 }, () => isolateOf().over(redis).through(key, Value, load)),
      );
      expect(read).toEqual(Array.from({ length: 50 }, () => value));
      expect(loads()).toBe(1);
    }
  });

  it('all load at once when Redis is away', async () => {
    const [isolate, key, { load, loads }] = [anIsolate(), aKey(), aLoader({ name: 'soup', version: 1 }, 0)];
    const read = () => isolate.over(dead).through(key, Value, load);
    await Promise.all(Array.from({ length: 50 }, read));
    expect(loads()).toBe(50);
    expect(isolate.breakerState()).toBe('open');
  });

  it('do not wait for a loader that failed', async () => {
    const key = aKey();
    const failing = anIsolate()
      .over(live)
      .through(key, Value, async () => Promise.reject(new Error('no database')));
    await expect(failing).rejects.toThrow('no database');
    const { load, loads } = aLoader({ name: 'soup', version: 1 }, 0);
    const startedAt = Date.now();
    await anIsolate().over(live).through(key, Value, load);
    expect(loads()).toBe(1);
    expect(Date.now() - startedAt).toBeLessThan(500);
  });

  it('wait at most a second for a loader that died', async () => {
    const { load, loads } = aLoader({ name: 'soup', version: 1 }, 0);
    const startedAt = Date.now();
    expect(await anIsolate().over(taken).through(aKey(), Value, load)).toEqual({ name: 'soup', version: 1 });
    expect(loads()).toBe(1);
    expect(Date.now() - startedAt).toBeGreaterThan(500);
  });
});

describe('a Redis that does not answer', () => {
  it('delays a few reads, then none, and is tried again after a pause', async () => {
    const [isolate, { load }] = [anIsolate(), aLoader({ name: 'soup', version: 1 }, 0)];
    const timed = async (redis: Redis) => {
      const startedAt = Date.now();
      expect(await isolate.over(redis).through(aKey(), Value, load)).toEqual({ name: 'soup', version: 1 });
      return Date.now() - startedAt;
    };
    for (let i = 0; i < 3; i++) expect(await timed(hanging)).toBeGreaterThanOrEqual(200);
    for (let i = 0; i < 20; i++) expect(await timed(hanging)).toBeLessThan(150);
    isolate.wait(5_000);
    expect(isolate.breakerState()).toBe('half_open');
    await timed(live);
    expect(isolate.breakerState()).toBe('closed');
  });
});

describe('a write that did not reach Redis', () => {
  it('never shows the old value again, neither to its isolate nor, once Redis answers, to others', async () => {
    const [writer, reader, key] = [anIsolate(), anIsolate(), aKey()];
    await writer.over(live).put([{ key, version: 1, value: { name: 'old', version: 1 } }]);
    await writer.over(dead).put([{ key, version: 2, value: { name: 'new', version: 2 } }]);
    const { load, loads } = aLoader({ name: 'new', version: 2 }, 0);
    // Away still: from the database.
    expect(await writer.over(dead).through(key, Value, load)).toEqual({ name: 'new', version: 2 });
    // Back: the old value is deleted first.
    expect(await writer.over(live).through(key, Value, load)).toEqual({ name: 'new', version: 2 });
    expect(loads()).toBe(2);
    expect(await reader.over(live).through(key, Value, load)).toEqual({ name: 'new', version: 2 });
    expect(await writer.over(live).through(key, Value, load)).toEqual({ name: 'new', version: 2 });
    expect(loads()).toBe(2);
  });

  it('is repaired by the next read of this isolate', async () => {
    const [writer, key, { load }] = [anIsolate(), aKey(), aLoader({ name: 'other', version: 1 }, 0)];
    await writer.over(live).put([{ key, version: 1, value: { name: 'old', version: 1 } }]);
    await writer.over(dead).put([{ key, version: 2, value: { name: 'new', version: 2 } }]);
    await writer.over(live).through(aKey(), Value, load);
    expect(await live.get(key)).toBeNull();
  });

  it('hides the old value also when the breaker is open and nothing was tried', async () => {
    const [writer, key] = [anIsolate(), aKey()];
    await writer.over(live).put([{ key, version: 1, value: { name: 'old', version: 1 } }]);
    for (let i = 0; i < 4; i++)
      await writer.over(dead).put([{ key: aKey(), version: 1, value: { name: 'x', version: 1 } }]);
    expect(writer.breakerState()).toBe('open');
    await writer.over(live).put([{ key, version: 2, value: { name: 'new', version: 2 } }]);
    writer.wait(5_000);
    const { load } = aLoader({ name: 'new', version: 2 }, 0);
    expect(await writer.over(live).through(key, Value, load)).toEqual({ name: 'new', version: 2 });
  });
});

describe('an entry that cannot be read', () => {
  it.each(['no json', '{"shape":"of an older release"}'])('is replaced: %s', async (text) => {
    const [isolate, key, { load, loads }] = [anIsolate(), aKey(), aLoader({ name: 'soup', version: 1 }, 0)];
    await live.set(key, text);
    for (let i = 0; i < 3; i++)
      expect(await isolate.over(live).through(key, Value, load)).toEqual({ name: 'soup', version: 1 });
    expect(loads()).toBe(1);
  });
});

describe('the API without Redis', () => {
  it('reads from Postgres, shows writers their writes, and reports the open breaker in /readyz', async () => {
    const tenant = await newTenant();
    const { id } = await newProduct(tenant, { stock: 5 });
    const worker = workerWith({ UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' });
    const headers = { authorization: `Bearer ${tenant.owner.token}` };
    for (let stock = 10; stock < 14; stock++) {
      const changed = await worker('PATCH', `/v1/products/${id}`, { json: { stock }, headers });
      expect(changed.status).toBe(200);
      const read = await answer<Product>(await worker('GET', `/v1/products/${id}`, { headers }), 200);
      expect(read.stock).toBe(stock);
    }
    const absent = await worker('GET', `/v1/products/${crypto.randomUUID()}`, { headers });
    expect(await answer<Problem>(absent, 404)).toMatchObject({ code: 'not_found' });
    expect(await answer(await worker('GET', '/readyz'), 200)).toEqual({
      status: 'degraded',
      database: true,
      redis: false,
      breakers: { redis: 'open', model: 'closed' },
    });
    // Shared, so closed to isolates with a Redis that answers as well, until one of them has tried.
    const healthy = workerWith({});
    const readiness = async () => await answer(await healthy('GET', '/readyz'), 200);
    expect(await readiness()).toMatchObject({ breakers: { redis: 'open' } });
    await until(readiness, (said) => JSON.stringify(said).includes('"redis":"closed"'), 20_000);
    expect(await readiness()).toEqual({
      status: 'ok',
      database: true,
      redis: true,
      breakers: { redis: 'closed', model: 'closed' },
    });
  });
});

describe('two writes that reach Redis in the wrong order', () => {
  it('leave the newer value, and a deleted one stays deleted', async () => {
    const [isolate, key] = [anIsolate(), aKey()];
    const { load, loads } = aLoader({ name: 'loaded', version: 9 }, 0);
    const cache = isolate.over(live);
    await cache.put([{ key, version: 3, value: { name: 'third', version: 3 } }]);
    await cache.put([{ key, version: 2, value: { name: 'second', version: 2 } }]);
    expect(await cache.through(key, Value, load)).toEqual({ name: 'third', version: 3 });
    await cache.put([{ key, version: 4, value: undefined }]);
    await cache.put([{ key, version: 3, value: { name: 'third', version: 3 } }]);
    expect(await cache.through(key, Value, load)).toBeUndefined();
    expect(loads()).toBe(0);
  });
});
