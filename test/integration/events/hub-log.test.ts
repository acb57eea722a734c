import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { and, asc, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { EventList } from '../../../contracts/event.ts';
import { EventLog, KEEP_MS, KEEP_ROWS, LOST_LOG_GAP, MAX_ROWS } from '../../../durable-objects/tenant-hub/event-log.ts';
import { eventHeads, outbox } from '../../../schema/tables/delivery.ts';
import { pruneOutbox } from '../../../workers/domain/outbox/prune-outbox.ts';
import { Database } from '../../../workers/platform/database.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { call } from '../../support/tenant.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { newShop, openStream } from './event-shop.ts';
import { asleep, connect, eventually, newHub } from './hub-fixture.ts';

const rowsOf = (tenantId: string) =>
  asTenant(tenantId, (tx) =>
    tx.select().from(outbox).where(eq(outbox.tenantId, tenantId)).orderBy(asc(outbox.position)),
  );
const headOf = async (tenantId: string) =>
  (await asTenant(tenantId, (tx) => tx.select().from(eventHeads).where(eq(eventHeads.tenantId, tenantId))))[0];
const marked = async (tenantId: string, count: number) =>
  await eventually(
    async () => (await rowsOf(tenantId)).filter(({ processedAt }) => processedAt !== null).length === count,
    `${count} marked rows`,
  );

/** As if the object had been made anew under its old name. */
async function loseStorage(hub: DurableObjectStub): Promise<void> {
  await asleep(hub);
  await runInDurableObject(hub, (_hub, state) => state.storage.deleteAll());
  await evictDurableObject(hub);
}

describe('the sequence', () => {
  it('is kept with the row that it was given to, and the newest beside them', async () => {
    const { tenantId, hub, commit } = await newHub();
    await commit(3);
    await hub.nudge();
    await marked(tenantId, 3);
    expect((await rowsOf(tenantId)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(await headOf(tenantId)).toEqual({ tenantId, sequence: 3 });
    await commit(2);
    await hub.nudge();
    await marked(tenantId, 5);
    expect((await rowsOf(tenantId)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(await headOf(tenantId)).toEqual({ tenantId, sequence: 5 });
  });

  it('continues above all earlier numbers after the hub lost its storage, also with a pruned outbox', async () => {
    const { tenantId, hub, customerId, commit } = await newHub();
    await commit(4);
    await hub.nudge();
    await marked(tenantId, 4);
    const live = await connect(tenantId, { userId: customerId });
    await live.frame('ready');
    await asTenant(tenantId, (tx) => tx.delete(outbox).where(eq(outbox.tenantId, tenantId)));
    await loseStorage(hub);

    const floor = 4 + LOST_LOG_GAP;
    const reader = await connect(tenantId, { userId: customerId, after: 4 });
    expect(await reader.frame('reset')).toEqual({ type: 'reset', after: floor });
    expect(await live.frame('reset')).toEqual({ type: 'reset', after: floor });
    const query = { userId: customerId, sees: 'tenant', topics: null, limit: 10 } as const;
    expect(await hub.read({ ...query, after: 4 })).toEqual({ data: [], next_after: floor, head: floor, reset: true });

    const [next] = await commit(1);
    await hub.nudge();
    for (const client of [reader, live]) {
      expect(await client.receive(1)).toEqual([next]);
      expect(client.sequences()).toEqual([floor + 1]);
    }
    expect((await hub.read({ ...query, after: floor })).data.map(({ id }) => id)).toEqual([next]);
    await eventually(async () => (await headOf(tenantId))?.sequence === floor + 1, 'the new head');
  });

  it('shows no event that a restored database has lost, and tells all readers to reset', async () => {
    const { tenantId, hub, customerId, commit } = await newHub();
    await commit(4);
    await hub.nudge();
    await marked(tenantId, 4);
    const live = await connect(tenantId, { userId: customerId });
    await live.frame('ready');
    // As of a backup that was made after the third event, and before the order of the fourth.
    await asTenant(tenantId, async (tx) => {
      await tx.delete(outbox).where(and(eq(outbox.tenantId, tenantId), eq(outbox.sequence, 4)));
      await tx.update(eventHeads).set({ sequence: 3 }).where(eq(eventHeads.tenantId, tenantId));
    });

    const [next] = await commit(1);
    await hub.nudge();
    const floor = 4 + LOST_LOG_GAP;
    expect(await live.frame('reset')).toEqual({ type: 'reset', after: floor });
    expect(await live.receive(1)).toEqual([next]);
    const query = { userId: customerId, sees: 'tenant', topics: null, limit: 10 } as const;
    for (const after of [0, 4]) {
      const page = await hub.read({ ...query, after });
      expect([page.reset, page.data.map(({ id }) => id)]).toEqual([true, [next]]);
    }
    await eventually(async () => (await headOf(tenantId))?.sequence === floor + 1, 'the new head');
    // Once: the log and the database agree again.
    const [later] = await commit(1);
    await hub.nudge();
    expect(await live.receive(2)).toEqual([next, later]);
    expect((await hub.read({ ...query, after: floor })).reset).toBe(false);
  });

  it('never reuses the number of a delivered but unmarked event after the storage was lost', async () => {
    const { tenantId, hub, customerId, commit } = await newHub();
    await commit(2);
    await hub.nudge();
    await marked(tenantId, 2);
    await asleep(hub);
    await asTenant(tenantId, (tx) =>
      tx.update(outbox).set({ processedAt: null, sequence: null }).where(eq(outbox.tenantId, tenantId)),
    );
    await asTenant(tenantId, (tx) =>
      tx.update(eventHeads).set({ sequence: 1 }).where(eq(eventHeads.tenantId, tenantId)),
    );
    await loseStorage(hub);
    await hub.nudge();
    await marked(tenantId, 2);
    const { data } = await hub.read({ userId: customerId, sees: 'tenant', topics: null, after: 0, limit: 10 });
    expect(Math.min(...data.map(({ sequence }) => sequence))).toBeGreaterThan(2);
  });

  it('does not go back when a mark arrives late', async () => {
    const { tenantId, hub, commit } = await newHub();
    await commit(2);
    await hub.nudge();
    await marked(tenantId, 2);
    await asTenant(tenantId, (tx) =>
      tx.update(eventHeads).set({ sequence: 900 }).where(eq(eventHeads.tenantId, tenantId)),
    );
    await commit(1);
    await hub.nudge();
    await marked(tenantId, 3);
    expect((await headOf(tenantId))?.sequence).toBe(900);
  });
});

describe('the log', () => {
  it('keeps a day and 100,000 events, whichever is more; pull, WebSocket and Last-Event-ID agree where it begins', async () => {
    const shop = await newShop();
    const { hub, tenantId, customerId, staff, customer } = shop;
    await shop.publish(1);
    await shop.logged(1);
    const head = KEEP_ROWS + 1_500;
    const other = newId();
    await runInDurableObject(hub, (_hub, { storage }) => {
      // The customer owns every second event of the first part and none of the rest. The first thousand are old.
      storage.sql.exec(
        `WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO events SELECT i, printf('019ab0c4-6f1e-7c3a-9d55-%012x', i), 'orders', iif(i % 2 AND i < 1006, ?, ?),
           json_set((SELECT body FROM events WHERE sequence = 1), '$.sequence', i, '$.id', printf('019ab0c4-6f1e-7c3a-9d55-%012x', i)),
           iif(i <= 1000, ?, ?) FROM n`,
        ...[head, customerId, other, Date.now() - KEEP_MS - 60_000, Date.now()],
      );
      storage.sql.exec('UPDATE events SET at_ms = 0 WHERE sequence = 1');
      storage.sql.exec("UPDATE counters SET value = ? WHERE name = 'head'", head);
      const log = new EventLog(storage);
      expect(log.floor()).toBe(0);
      for (let call = 0; call < 10; call++) log.prune(Date.now(), true);
      // 1,001 to 1,500 are beyond the newest 100,000, and young.
      expect(log.floor()).toBe(1_000);
    });

    // By pulling, over a WebSocket and by Last-Event-ID: the same place, for staff and for the customer.
    for (const [after, isReset] of [
      [1, true],
      [999, true],
      [1_000, false],
    ] as const) {
      const pull = async (headers: Record<string, string>) =>
        await (await call('GET', `/v1/events?after=${after}&limit=3`, { headers })).json<EventList>();
      const [page, mine] = [await pull(staff), await pull(customer)];
      expect([page, mine]).toMatchObject([
        { reset: isReset, head },
        { reset: isReset, head },
      ]);
      expect(page.data.map(({ sequence }) => sequence)).toEqual([1_001, 1_002, 1_003]);
      expect(mine.data.map(({ sequence }) => sequence)).toEqual([1_001, 1_003, 1_005]);

      const client = await connect(tenantId, { userId: customerId, sees: 'own', after });
      await client.receive(3);
      expect(client.sequences()).toEqual([1_001, 1_003, 1_005]);
      expect(client.frames.find(({ type }) => type === 'reset')).toEqual(
        isReset ? { type: 'reset', after: 1_000 } : undefined,
      );
      client.close();
      const stream = await openStream('/v1/events/stream', { ...customer, 'last-event-id': String(after) });
      expect(await stream.receive(3)).toEqual([1_001, 1_003, 1_005]);
      expect(stream.frames.find(({ event }) => event === 'reset')).toEqual(
        isReset ? { id: '1000', event: 'reset', data: '{"after":1000}' } : undefined,
      );
      await stream.cancel();
    }
  });

  it('never exceeds its maximum, also with recent events only', async () => {
    const { hub } = await newHub();
    await runInDurableObject(hub, (_hub, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
         INSERT INTO events SELECT i, printf('019ab0c4-6f1e-7c3a-9d55-%012x', i), 'orders', 'nobody', '{}', ? FROM n`,
        Date.now(),
      );
      storage.sql.exec("UPDATE counters SET value = ? WHERE name = 'head'", MAX_ROWS + 1_200);
      const log = new EventLog(storage);
      log.prune(Date.now(), true);
      expect(log.floor()).toBe(1_000);
      log.prune(Date.now(), true);
      expect(log.floor()).toBe(1_200);
      log.prune(Date.now(), true);
      expect(log.floor()).toBe(1_200);
    });
  });
});

describe('the outbox', () => {
  const db = new Database({ kind: 'hyperdrive', connectionString: env.HYPERDRIVE.connectionString });

  it('loses the rows that were delivered more than a day ago, and no others', async () => {
    const { tenantId, hub, commit } = await newHub();
    const ids = await commit(4);
    await hub.nudge();
    await marked(tenantId, 4);
    const ago = (hours: number) => new Date(Date.now() - hours * 60 * 60 * 1000);
    await asTenant(tenantId, async (tx) => {
      await tx
        .update(outbox)
        .set({ processedAt: ago(25) })
        .where(eq(outbox.eventId, ids[0] ?? ''));
      await tx
        .update(outbox)
        .set({ processedAt: ago(23) })
        .where(eq(outbox.eventId, ids[1] ?? ''));
      // Committed long ago and not delivered: the last thing to lose.
      await tx
        .update(outbox)
        .set({ processedAt: null, createdAt: ago(500) })
        .where(eq(outbox.eventId, ids[2] ?? ''));
    });
    expect(await pruneOutbox({ db })).toBeGreaterThanOrEqual(1);
    expect((await rowsOf(tenantId)).map(({ eventId }) => eventId)).toEqual(ids.slice(1));
    expect((await headOf(tenantId))?.sequence).toBe(4);
    await db.close();
  });
});
