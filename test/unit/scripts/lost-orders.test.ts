import type pg from 'pg';
import { expect, it } from 'vitest';
import { lostFromStream } from '../../../scripts/backup/lost-orders.ts';
import type { Redis } from '../../../workers/platform/redis.ts';

const COUNT = 2_500;
const idOf = (number: number) => `order-${number}`;
/** As Redis answers: an id, and fields and values in turn. */
const ENTRIES = Array.from({ length: COUNT }, (_, index): [string, string[]] => [
  `${1_700_000_000_000 + index}-0`,
  ['type', 'event', 'event', JSON.stringify({ tenantid: 't', data: { order: { id: idOf(index), number: index } } })],
]);

it('reads a stream page by page to its end, and lists the orders that the restored database does not hold', async () => {
  const asked: string[] = [];
  const redis = {
    xrange: async (_stream: string, from: string, _to: string, count: number) => {
      asked.push(from);
      const begin = from === '-' ? 0 : ENTRIES.findIndex(([id]) => `(${id}` === from) + 1;
      return ENTRIES.slice(begin, begin + count);
    },
  } as unknown as Redis;
  const restored = {
    query: async () => ({ rows: ENTRIES.slice(0, COUNT - 2).map((_, index) => ({ id: idOf(index) })) }),
  } as unknown as pg.Client;
  expect(await lostFromStream(redis, restored)).toEqual([
    { id: idOf(COUNT - 2), number: COUNT - 2, tenantId: 't' },
    { id: idOf(COUNT - 1), number: COUNT - 1, tenantId: 't' },
  ]);
  expect(asked).toHaveLength(3);
});
