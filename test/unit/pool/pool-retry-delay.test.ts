import { expect, it } from 'vitest';
import { retryDelaySeconds } from '../../../workers/pool/retry-delay.ts';

it('is full jitter under a doubling, capped ceiling', () => {
  const highest = [1, 2, 3, 4, 7, 8, 9, 100].map((attempts) => retryDelaySeconds(attempts, 0.999999));
  expect(highest).toEqual([2, 4, 8, 16, 128, 256, 300, 300]);
  expect(retryDelaySeconds(8, 0)).toBe(0);
  expect(retryDelaySeconds(0, 0.999999)).toBe(2);
  const spread = new Set(Array.from({ length: 500 }, () => retryDelaySeconds(6, Math.random())));
  expect(spread.size).toBeGreaterThan(40);
});
