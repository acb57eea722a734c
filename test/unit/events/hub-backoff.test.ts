import { expect, it } from 'vitest';
import { backoffMs, MAX_DELAY_MS } from '../../../durable-objects/backoff.ts';

it('doubles up to a cap, with the upper half random, and is never near zero', () => {
  expect([1, 2, 3, 4, 5, 6, 1000].map((failures) => backoffMs(failures, 0.999999))).toEqual([
    200, 400, 800, 1600, 3200, 5000, 5000,
  ]);
  expect(backoffMs(1, 0)).toBe(100);
  expect(backoffMs(1_000_000, 0)).toBe(MAX_DELAY_MS / 2);
});
