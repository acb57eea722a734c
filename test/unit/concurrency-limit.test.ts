import { describe, expect, it } from 'vitest';
import { ConcurrencyLimit } from '../../workers/platform/concurrency-limit.ts';

describe('a limit on what is done at once', () => {
  const enter = (limit: ConcurrencyLimit, { weight = 1, nowMs = 0 } = {}) => limit.enter({ weight, most: 3, nowMs });

  it('lets in as much as it may hold, and the next when one has left', () => {
    const limit = new ConcurrencyLimit();
    const [first] = [enter(limit), enter(limit), enter(limit)];
    expect(enter(limit)).toBeUndefined();
    first?.();
    first?.();
    expect(enter(limit)).toBeDefined();
    expect(enter(limit)).toBeUndefined();
  });

  it('counts what weighs more for more, and lets it in alone whatever it weighs', () => {
    const limit = new ConcurrencyLimit();
    const leave = enter(limit, { weight: 8 });
    expect(leave).toBeDefined();
    expect(enter(limit)).toBeUndefined();
    leave?.();
    expect(enter(limit, { weight: 2 })).toBeDefined();
    expect(enter(limit, { weight: 2 })).toBeUndefined();
    expect(enter(limit)).toBeDefined();
  });

  it('forgets what ended without a word, and nothing younger', () => {
    const limit = new ConcurrencyLimit();
    enter(limit, { nowMs: 0 });
    enter(limit, { nowMs: 1_000 });
    enter(limit, { nowMs: 2_000 });
    expect(enter(limit, { nowMs: 59_999 })).toBeUndefined();
    expect(enter(limit, { nowMs: 61_000 })).toBeDefined();
    expect(enter(limit, { nowMs: 61_500 })).toBeDefined();
    expect(enter(limit, { nowMs: 61_999 })).toBeUndefined();
  });
});
