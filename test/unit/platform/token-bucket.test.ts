import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedBuckets } from '../../../durable-objects/bounded-buckets.ts';

const START_MS = 1_700_000_000_000;
const limits = { bucket: 'b', capacity: 3, refillPerSecond: 0.5 };

/** A bucket with a clock that the test moves. */
function oneBucket(maxBuckets = 10) {
  const buckets = new BoundedBuckets(maxBuckets);
  return { buckets, take: (atMs: number, over = {}) => buckets.takeAll([{ ...limits, ...over }], START_MS + atMs)[0] };
}

describe('a token bucket', () => {
  it('gives what it holds, refuses with the time to wait, and refills by the fraction', () => {
    const { take } = oneBucket();
    expect(take(0)).toEqual({ allowed: true, limit: 3, remaining: 2, resetSeconds: 2, retryAfterSeconds: 0 });
    take(0);
    take(0);
    expect(take(0)).toEqual({ allowed: false, limit: 3, remaining: 0, resetSeconds: 2, retryAfterSeconds: 2 });
    expect(take(1_999)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    expect(take(2_000)).toMatchObject({ allowed: true, remaining: 0 });
    expect(take(3_000)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
  });

  it('is full again after its window, and never holds more than its capacity', () => {
    const { take } = oneBucket();
    take(0, { cost: 3 });
    expect(take(3_600_000)).toMatchObject({ allowed: true, remaining: 2 });
  });

  it('keeps the promise of Retry-After, to the second', () => {
    fc.assert(
      fc.property(
        fc.record({ capacity: fc.integer({ min: 1, max: 500 }), windowSeconds: fc.integer({ min: 1, max: 3_600 }) }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 60 }),
        ({ capacity, windowSeconds }, pauses) => {
          const { take } = oneBucket();
          const over = { capacity, refillPerSecond: capacity / windowSeconds };
          let atMs = 0;
          for (const pause of pauses) {
            atMs += pause;
            const result = take(atMs, over);
            if (result === undefined || result.allowed) continue;
            atMs += result.retryAfterSeconds * 1000;
            if (take(atMs, over)?.allowed !== true) return false;
          }
          return true;
        },
      ),
    );
  });

  it('never gives more than its capacity and its refill in any window, whatever the clock does', () => {
    fc.assert(
      fc.property(
        fc.record({
          capacity: fc.integer({ min: 1, max: 20 }),
          refillPerSecond: fc.double({ min: 0.01, max: 50, noNaN: true }),
        }),
        fc.array(
          fc.record({
            stepMs: fc.integer({ min: -5_000, max: 3_000 }),
            cost: fc.double({ min: 0.1, max: 1, noNaN: true }),
          }),
          {
            maxLength: 120,
          },
        ),
        (over, steps) => {
          const { take } = oneBucket();
          let atMs = 0;
          const given: Array<{ forwardMs: number; cost: number }> = [];
          let forwardMs = 0;
          for (const { stepMs, cost } of steps) {
            atMs += stepMs;
            forwardMs += Math.max(0, stepMs);
            if (take(atMs, { ...over, cost })?.allowed) given.push({ forwardMs, cost });
          }
          return given.every((first, from) => {
            let sum = 0;
            return given.slice(from).every((last) => {
              sum += last.cost;
              const seconds = (last.forwardMs - first.forwardMs) / 1000;
              return sum <= over.capacity + over.refillPerSecond * seconds + 1e-3;
            });
          });
        },
      ),
    );
  });

  it('neither gains nor freezes when the clock goes back', () => {
    const { take } = oneBucket();
    take(0, { cost: 3 });
    expect(take(-3_600_000)).toMatchObject({ allowed: false, retryAfterSeconds: 2 });
    expect(take(-3_600_000 + 2_000)).toMatchObject({ allowed: true });
  });

  it('takes from all the buckets that are asked, or from none', () => {
    const { buckets } = oneBucket();
    const both = [limits, { ...limits, bucket: 'small', capacity: 1 }];
    expect(buckets.takeAll(both, START_MS).map(({ allowed }) => allowed)).toEqual([true, true]);
    expect(buckets.takeAll(both, START_MS).map(({ allowed }) => allowed)).toEqual([true, false]);
    expect(buckets.takeAll([limits], START_MS)[0]).toMatchObject({ remaining: 1 });
  });

  it('gets tokens back, up to its capacity', () => {
    const { buckets, take } = oneBucket();
    take(0, { cost: 3 });
    buckets.restore('b', 1, START_MS);
    expect(take(0)).toMatchObject({ allowed: true, remaining: 0 });
    buckets.restore('b', undefined, START_MS);
    expect(take(0)).toMatchObject({ remaining: 2 });
    buckets.restore('b', 100, START_MS);
    expect(take(0)).toMatchObject({ remaining: 2 });
    buckets.restore('unknown', 1, START_MS);
    expect(buckets.size).toBe(1);
  });

  it('follows a change of its limits', () => {
    const { take } = oneBucket();
    take(0, { capacity: 100, cost: 50 });
    expect(take(0, { capacity: 10 })).toMatchObject({ limit: 10, remaining: 9 });
  });

  it.each([
    { capacity: 0 },
    { refillPerSecond: 0 },
    { cost: 0 },
    { cost: 4 },
    { capacity: Number.NaN },
    { bucket: '' },
  ])('refuses a demand that makes no sense: %o', (over) => {
    expect(() => oneBucket().take(0, over)).toThrow(RangeError);
  });
});

describe('the number of buckets', () => {
  it('is bounded, and a flood of new names pushes out its own, not the empty bucket', () => {
    const buckets = new BoundedBuckets(100);
    const slow = { capacity: 5, refillPerSecond: 0.001 };
    buckets.takeAll([{ ...slow, bucket: 'victim', cost: 5 }], START_MS);
    for (let i = 0; i < 5_000; i++) buckets.takeAll([{ ...slow, bucket: `flood ${i}` }], START_MS + i);
    expect(buckets.size).toBeLessThanOrEqual(100);
    expect(buckets.takeAll([{ ...slow, bucket: 'victim' }], START_MS + 5_000)[0]).toMatchObject({ allowed: false });
  });

  it('falls by those that are full again', () => {
    const { buckets, take } = oneBucket();
    take(0);
    take(0, { bucket: 'slow', refillPerSecond: 0.01 });
    buckets.takeChanges();
    expect(buckets.nextFullAtMs()).toBe(START_MS + 2_000);
    buckets.dropFull(START_MS + 2_000);
    expect(buckets.takeChanges()).toEqual([['b', undefined]]);
    expect(buckets.size).toBe(1);
  });
});
