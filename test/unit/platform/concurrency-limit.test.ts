import { describe, expect, it } from 'vitest';
import { ConcurrencyLimit } from '../../../workers/platform/concurrency-limit.ts';

describe('a limit on what is done at once', () => {
  const enter = (limit: ConcurrencyLimit, { weight = 1, nowMs = 0 } = {}) => limit.enter({ weight, most: 3, nowMs });

  it('admits up to its limit, and the next when one has left', () => {
    const limit = new ConcurrencyLimit();
    const [first] = [enter(limit), enter(limit), enter(limit)];
    expect(enter(limit)).toBeUndefined();
    first?.leave();
    first?.leave();
    expect(enter(limit)).toBeDefined();
    expect(enter(limit)).toBeUndefined();
  });

  it('counts heavy work by its weight, and admits it alone whatever it weighs', () => {
    const limit = new ConcurrencyLimit();
    const heavy = enter(limit, { weight: 8 });
    expect(heavy).toBeDefined();
    expect(enter(limit)).toBeUndefined();
    heavy?.leave();
    expect(enter(limit, { weight: 2 })).toBeDefined();
    expect(enter(limit, { weight: 2 })).toBeUndefined();
    expect(enter(limit)).toBeDefined();
  });

  it('releases the slot of waiting work, and returns it only while there is room', () => {
    const limit = new ConcurrencyLimit();
    const [waiting, running] = [enter(limit, { weight: 2 }), enter(limit)];
    expect(enter(limit)).toBeUndefined();
    waiting?.pause();
    waiting?.pause();
    const [lent] = [enter(limit), enter(limit)];
    expect(enter(limit)).toBeUndefined();
    expect(waiting?.resume()).toBe(false);
    lent?.leave();
    expect(waiting?.resume()).toBe(false);
    running?.leave();
    expect([waiting?.resume(), waiting?.resume()]).toEqual([true, true]);
    expect(enter(limit)).toBeUndefined();
  });

  it('is free again when one that waits has left, or was forgotten', () => {
    const limit = new ConcurrencyLimit();
    const places = [enter(limit), enter(limit, { weight: 2 })];
    for (const place of places) place?.pause();
    places[0]?.leave();
    const later = enter(limit, { weight: 3, nowMs: 60_000 });
    expect(later).toBeDefined();
    expect(places[1]?.resume()).toBe(true);
    later?.leave();
    expect(enter(limit, { weight: 3, nowMs: 60_000 })).toBeDefined();
  });

  it('reclaims slots whose holder never released them, and no younger ones', () => {
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
