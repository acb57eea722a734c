import { describe, expect, it } from 'vitest';
import { fastestStrategy } from '../../../workers/rag/retrieval-strategy.ts';

describe('the fastest way to search', () => {
  it.each([
    [2_000, 0.01, 'look_up'],
    [2_000, 0.5, 'scan'],
    [10_000, 0, 'look_up'],
    [10_000, 0.02, 'look_up'],
    [10_000, 0.2, 'scan'],
    [10_000, 0.9, 'walk'],
    [100_000, 0.02, 'look_up'],
    [100_000, 0.2, 'walk'],
    [1_000_000, 0.9, 'walk'],
  ])('%i chunks of which %f may be found is: %s', (all, share, fastest) => {
    expect(fastestStrategy(all, share)).toBe(fastest);
  });
});
