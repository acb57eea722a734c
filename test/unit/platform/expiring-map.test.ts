import { expect, it } from 'vitest';
import { ExpiringMap } from '../../../workers/platform/expiring-map.ts';

it('forgets old entries, and the oldest when it is full', () => {
  const map = new ExpiringMap<number>({ ttlMs: 100, maxEntries: 2 });
  map.set('a', 1, 0);
  expect([map.get('a', 99), map.get('a', 100), map.get('never', 0)]).toEqual([1, undefined, undefined]);
  map.set('a', 1, 0);
  map.set('b', 2, 0);
  map.set('a', 3, 1);
  map.set('c', 4, 1);
  expect([map.get('a', 2), map.get('b', 2), map.get('c', 2)]).toEqual([3, undefined, 4]);
});
