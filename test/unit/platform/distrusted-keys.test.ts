import { expect, it } from 'vitest';
import { DistrustedKeys } from '../../../workers/platform/distrusted-keys.ts';

const someKeys = () => new DistrustedKeys({ keepMs: 1_000, graceMs: 100, maxKeys: 3 });

it('distrusts a key while it is written, and trusts it once that is done', () => {
  const keys = someKeys();
  const write = keys.begin(['a'], 0);
  expect(keys.has('a', 50)).toBe(true);
  // It is deleted only when its write was never confirmed.
  expect([keys.due(10, 99).keys, keys.due(10, 100).keys]).toEqual([[], ['a']]);
  keys.confirm(write, ['a']);
  expect(keys.has('a', 500)).toBe(false);
  expect(keys.isEmpty).toBe(true);
});

it('distrusts a key whose write failed, or was never heard of again, until no old value can be left', () => {
  const keys = someKeys();
  keys.fail(keys.begin(['failed'], 0), ['failed'], 10);
  keys.begin(['dropped'], 0);
  expect([keys.has('failed', 10), keys.has('dropped', 99), keys.has('dropped', 100)]).toEqual([true, true, true]);
  expect([keys.has('failed', 1_010), keys.has('dropped', 1_000)]).toEqual([false, false]);
});

it('stays distrusted when an earlier write succeeds after a later one failed', () => {
  const keys = someKeys();
  const earlier = keys.begin(['a'], 0);
  keys.fail(keys.begin(['a'], 1), ['a'], 2);
  keys.confirm(earlier, ['a']);
  expect(keys.has('a', 3)).toBe(true);
});

it('keeps a key that failed again while it was being deleted', () => {
  const keys = someKeys();
  keys.fail(keys.begin(['a', 'b'], 0), ['a', 'b'], 0);
  const due = keys.due(10, 1);
  expect(due.keys).toEqual(['a', 'b']);
  keys.fail(keys.begin(['a'], 2), ['a'], 2);
  due.deleted();
  expect([keys.has('a', 3), keys.has('b', 3)]).toEqual([true, false]);
});

it('distrusts all keys for a while when there are too many', () => {
  const keys = someKeys();
  for (const key of ['a', 'b', 'c', 'd']) keys.fail(keys.begin([key], 0), [key], 0);
  expect([keys.has('a', 1), keys.has('never written', 999), keys.has('never written', 1_000)]).toEqual([
    true,
    true,
    false,
  ]);
});
