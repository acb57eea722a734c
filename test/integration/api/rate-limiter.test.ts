import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { until } from '../../support/until.ts';

const aLimiter = () => env.RATE_LIMITER.getByName(crypto.randomUUID());
const slow = { bucket: 'user', capacity: 20, refillPerSecond: 0.001 };
const storedNames = (limiter: ReturnType<typeof aLimiter>) =>
  runInDurableObject(limiter, (_limiter, { storage }) =>
    storage.sql
      .exec<{ name: string }>('SELECT name FROM buckets ORDER BY name')
      .toArray()
      .map(({ name }) => name),
  );
const scheduled = (limiter: ReturnType<typeof aLimiter>) =>
  runInDurableObject(limiter, (_limiter, { storage }) => storage.getAlarm());

it('admits exactly its capacity of 200 concurrent requests', async () => {
  const limiter = aLimiter();
  const results = await Promise.all(Array.from({ length: 200 }, () => limiter.take(slow)));
  expect(results.filter(({ allowed }) => allowed)).toHaveLength(20);
  expect(results.filter(({ allowed }) => !allowed).every(({ retryAfterSeconds }) => retryAfterSeconds > 0)).toBe(true);
  expect(await limiter.take({ ...slow, bucket: 'another' })).toMatchObject({ allowed: true, remaining: 19 });
});

it('keeps stored buckets through an eviction', async () => {
  const limiter = aLimiter();
  await limiter.take({ ...slow, cost: 20 });
  // The request did not wait for the write.
  expect(await storedNames(limiter)).toEqual([]);
  await until(
    () => storedNames(limiter),
    (names) => names.length === 1,
  );
  await evictDurableObject(limiter);
  expect(await limiter.take(slow)).toMatchObject({ allowed: false, remaining: 0 });
});

it('forgets at most the last moment in an eviction', async () => {
  const limiter = aLimiter();
  await limiter.take({ ...slow, cost: 15 });
  await until(
    () => storedNames(limiter),
    (names) => names.length === 1,
  );
  await limiter.take({ ...slow, cost: 5 });
  await evictDurableObject(limiter);
  expect(await limiter.take(slow)).toMatchObject({ allowed: true, remaining: 4 });
});

it('drops full buckets at its alarm, and then has no alarm', async () => {
  const limiter = aLimiter();
  await limiter.take({ bucket: 'quick', capacity: 5, refillPerSecond: 1000 });
  await limiter.take(slow);
  await until(
    () => storedNames(limiter),
    (names) => names.length === 2,
  );
  expect(await scheduled(limiter)).toBeGreaterThan(Date.now());
  expect(await runDurableObjectAlarm(limiter)).toBe(true);
  expect(await storedNames(limiter)).toEqual(['user']);
  expect(await scheduled(limiter)).toBeGreaterThan(Date.now());

  await limiter.restore([{ bucket: 'user' }]);
  await until(
    () => storedNames(limiter),
    (names) => names.length === 0,
  );
  await until(
    () => scheduled(limiter),
    (alarm) => alarm === null,
  );
});

it('takes from all buckets or from none, and refuses an invalid request', async () => {
  const limiter = aLimiter();
  const small = { bucket: 'tenant', capacity: 1, refillPerSecond: 0.001 };
  expect((await limiter.takeAll([slow, small])).map(({ allowed }) => allowed)).toEqual([true, true]);
  expect((await limiter.takeAll([slow, small])).map(({ allowed }) => allowed)).toEqual([true, false]);
  expect(await limiter.take(slow)).toMatchObject({ remaining: 18 });
  await runInDurableObject(limiter, (object) => {
    expect(() => object.take({ ...slow, cost: 21 })).toThrow(RangeError);
  });
});
