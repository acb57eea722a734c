import { expect, it } from 'vitest';
import type { PendingRevocation } from '../../../contracts/channel.ts';
import { carryOutRevocations, type RevocationsDeps } from '../../../durable-objects/tenant-hub/revocations.ts';

/** A tenant's hub with two shards and two chats, in memory; a part may be away. */
function world(rows: PendingRevocation[]) {
  const away = new Set<string>();
  const closed: string[] = [];
  const close = async (part: string, owners: readonly string[]): Promise<void> => {
    if (away.has(part)) throw new Error(`${part} is away`);
    closed.push(`${part}: ${owners.join()}`);
  };
  const deps: RevocationsDeps = {
    readRevocations: async (limit) => rows.slice(0, limit),
    dropRevocations: async (ids) => {
      rows.splice(0, rows.length, ...rows.filter(({ id }) => !ids.includes(id)));
    },
    closeOwn: (owners) => void closed.push(`hub: ${owners.join()}`),
    shards: () => [1, 2],
    shard: (index) => ({
      pass: () => Promise.reject(new Error('nothing is passed on')),
      listeners: () => Promise.reject(new Error('nobody is counted')),
      closeOwned: (owners) => close(`shard ${index}`, owners),
    }),
    conversations: () => ['a', 'b'],
    closeChat: (conversationId, owners) => close(`chat ${conversationId}`, owners),
    chatClosed: (conversationId) => void closed.push(`forgets ${conversationId}`),
  };
  return { deps, away, closed, rows };
}

it('informs every part, each owner once, and drops what it has carried out', async () => {
  const { deps, closed, rows } = world([
    { id: '1', owners: ['x', 'y'] },
    { id: '2', owners: ['y'] },
  ]);
  await carryOutRevocations(deps);
  expect(closed.toSorted()).toEqual([
    ...['chat a: x,y', 'chat b: x,y', 'forgets a', 'forgets b', 'hub: x,y', 'shard 1: x,y', 'shard 2: x,y'],
  ]);
  expect(rows).toEqual([]);
});

it.each(['shard 1', 'chat a'])('keeps a revocation while a part is away, and tells all others: %s', async (part) => {
  const { deps, away, closed, rows } = world([{ id: '1', owners: ['x'] }]);
  away.add(part);
  await expect(carryOutRevocations(deps)).rejects.toThrow(`${part} is away`);
  const others = ['shard 1', 'shard 2', 'chat a', 'chat b'].filter((other) => other !== part);
  for (const other of ['hub', ...others]) expect(closed).toContain(`${other}: x`);
  expect(rows).toHaveLength(1);
  away.clear();
  await carryOutRevocations(deps);
  expect(closed).toContain(`${part}: x`);
  expect(rows).toEqual([]);
});

it('carries out more than one batch', async () => {
  const { deps, rows } = world(Array.from({ length: 250 }, (_, index) => ({ id: String(index), owners: ['x'] })));
  await carryOutRevocations(deps);
  expect(rows).toEqual([]);
});
