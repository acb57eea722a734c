import { describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS, pauseSeconds, retryAfterSeconds } from '../../../workers/domain/webhooks/retry-schedule.ts';

const HOUR = 3_600;

describe('the schedule', () => {
  it('is the one that Standard Webhooks recommends, and then ends', () => {
    const pauses = Array.from({ length: MAX_ATTEMPTS }, (_, index) => pauseSeconds(index + 1, 0.5));
    expect(pauses).toEqual([5, 300, 1_800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR, undefined]);
  });

  it('spreads each pause by a tenth either way', () => {
    expect(pauseSeconds(2, 0)).toBeCloseTo(270);
    expect(pauseSeconds(2, 0.999_999)).toBeCloseTo(330, 2);
  });

  it('waits for what the receiver asked for, for a day at most, and never less than its own pause', () => {
    expect(pauseSeconds(1, 0.5, 90)).toBe(90);
    expect(pauseSeconds(2, 0.5, 90)).toBe(300);
    expect(pauseSeconds(1, 0.5, 10 ** 9)).toBe(24 * HOUR);
    expect(pauseSeconds(MAX_ATTEMPTS, 0.5, 90)).toBeUndefined();
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-22T09:00:00Z');

  it.each<[number, string | undefined, number | undefined]>([
    [429, '120', 120],
    [503, ' 7 ', 7],
    [503, 'Sun, 22 Nov 2026 09:01:30 GMT', 90],
    [429, 'Sun, 22 Nov 2026 08:00:00 GMT', 0],
    [500, '120', undefined],
    [302, '120', undefined],
    [429, undefined, undefined],
    [429, 'soon', undefined],
    [429, '-5', undefined],
    [429, '99999999999999', undefined],
  ])('%i with %j asks for %j seconds', (status, header, seconds) => {
    expect(retryAfterSeconds(status, header, now)).toBe(seconds);
  });
});
