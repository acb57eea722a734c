import { describe, expect, it } from 'vitest';
import { quantile, quantiles, slope } from '../../../scripts/lab/statistics.ts';

describe('a quantile', () => {
  it('is the nearest rank, whatever the order', () => {
    expect(quantile([3, 1, 2], 0.95)).toBe(3);
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.5, 0.95, 0.99, 1].map((share) => quantile(hundred, share))).toEqual([1, 50, 95, 99, 100]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('stands in a table with one decimal', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(quantiles(hundred)).toEqual(['50.0', '95.0', '99.0']);
    expect(quantiles(hundred, [0.5, 1])).toEqual(['50.0', '100.0']);
  });
});

describe('the slope of measured points', () => {
  it('is that of the line, with the error that their distances from it have', () => {
    const exact = [0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x }));
    expect(slope(exact)).toEqual({ perUnit: 2, standardError: 0 });
    // By hand: the residuals are 0.3, -0.9, 0.9 and -0.3, so sqrt(1.8 / 2 / 5).
    const scattered = [2, 2, 5, 5].map((y, x) => ({ x, y }));
    expect(slope(scattered).perUnit).toBeCloseTo(1.2);
    expect(slope(scattered).standardError).toBeCloseTo(0.4243, 3);
  });

  it('is undefined for too few points, or points at one place', () => {
    for (const points of [[], [{ x: 1, y: 1 }], Array.from({ length: 4 }, (_, y) => ({ x: 1, y }))]) {
      expect(slope(points)).toEqual({ perUnit: 0, standardError: 0 });
    }
  });
});
