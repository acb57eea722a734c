import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { eq, isNull } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { outbox } from '../../../schema/tables/delivery.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { asTenant } from '../../support/tenant-database.ts';
import { eventually, inSeconds, newHub, pause } from './hub-fixture.ts';

const unprocessed = (tenantId: string) =>
  asTenant(tenantId, (tx) => tx.select({ id: outbox.eventId }).from(outbox).where(isNull(outbox.processedAt)));

describe('from the outbox to subscribers', () => {
  it('brings every subscriber every event, in commit order, numbered from 1 without gaps, and marks the rows', async () => {
    const { hub, tenantId, commit, connect } = await newHub();
    const clients = await Promise.all([connect(), connect(), connect()]);
    const ids = await commit(12);
    await hub.nudge();
    for (const client of clients) expect(await client.receive(12)).toEqual(ids);
    expect(clients[0]?.sequences()).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    await eventually(async () => (await unprocessed(tenantId)).length === 0, 'marked rows');
  });

  it('delivers the event in a nudge without reading its row, and does not deliver the row again', async () => {
    const { hub, tenantId, carry, commit, connect } = await newHub();
    const client = await connect();
    const { id, carried, write } = carry();
    await hub.nudge(carried);
    expect(await client.receive(1)).toEqual([id]);
    await write();
    const [next] = await commit(1);
    await hub.nudge(carried);
    expect(await client.receive(2)).toEqual([id, next]);
    await eventually(async () => (await unprocessed(tenantId)).length === 0, 'marked rows');
    expect(client.sequences()).toEqual([1, 2]);
  });

  it('finds an event whose nudge was lost, by polling', async () => {
    const { hub, commit, connect } = await newHub();
    const client = await connect();
    const first = await commit(1);
    await hub.nudge();
    await client.receive(1);
    const second = await commit(1);
    expect(await client.receive(2)).toEqual([...first, ...second]);
  });

  it('finds an event with a lost nudge soon after a client connects to a sleeping hub', async () => {
    const { commit, connect } = await newHub();
    const lost = await commit(1);
    const client = await connect();
    expect(await client.receive(1)).toEqual(lost);
  });

  it('delivers an event once although a crash left its row unmarked', async () => {
    const { hub, tenantId, commit, connect } = await newHub();
    const client = await connect();
    const ids = await commit(3);
    await hub.nudge();
    await client.receive(3);
    await eventually(async () => (await unprocessed(tenantId)).length === 0, 'marked rows');
    await evictDurableObject(hub);
    await asTenant(tenantId, (tx) => tx.update(outbox).set({ processedAt: null }).where(eq(outbox.tenantId, tenantId)));
    const [next] = await commit(1);
    await hub.nudge();
    expect(await client.receive(4)).toEqual([...ids, next]);
    expect(client.sequences()).toEqual([1, 2, 3, 4]);
    await eventually(async () => (await unprocessed(tenantId)).length === 0, 'marked rows');
  });

  it('delivers a row of an earlier position that commits late, after what was delivered before it', async () => {
    const { hub, commit, connect } = await newHub();
    const client = await connect();
    const [early] = await commit(1);
    await hub.nudge();
    await client.receive(1);
    // Below every position that the sequence gives out.
    const [late] = await commit(1, { position: -BigInt(Date.now()) });
    await hub.nudge();
    expect(await client.receive(2)).toEqual([early, late]);
    expect(client.sequences()).toEqual([1, 2]);
  });

  it('resumes by its alarm after the runtime was killed before the drain', async () => {
    const { hub, commit } = await newHub();
    await hub.read({ userId: newId(), sees: 'tenant', topics: null, after: 0, limit: 1 });
    await runInDurableObject(hub, (_hub, state) => state.storage.setAlarm(Date.now() + 60_000));
    await evictDurableObject(hub);
    const ids = await commit(2);
    expect(await runDurableObjectAlarm(hub)).toBe(true);
    const page = await hub.read({ userId: newId(), sees: 'tenant', topics: null, after: 0, limit: 10 });
    expect(page.data.map((event) => event.id)).toEqual(ids);
  });

  it('schedules nothing once the tenant is quiet', async () => {
    const { hub, commit, connect } = await newHub();
    const client = await connect();
    await commit(1);
    await hub.nudge();
    await client.receive(1);
    client.close();
    const alarm = () => runInDurableObject(hub, (_hub, state) => state.storage.getAlarm());
    expect(await alarm()).toBeLessThan(Date.now() + 6_000);
    await eventually(async () => (await alarm()) === null, 'no alarm');
  });
});

describe('what a subscriber may see', () => {
  it('filters live and replayed events by audience and topics', async () => {
    const { hub, customerId, commit, connect } = await newHub();
    const other = newId();
    const wishes = [
      { sees: 'tenant', topics: null },
      { sees: 'tenant', topics: ['orders'] },
      { sees: 'tenant', topics: ['chat_tools', 'notifications'] },
      { sees: 'own', topics: null },
      { sees: 'own', topics: ['orders'] },
    ] as const;
    const live = await Promise.all(wishes.map(({ sees, topics }) => connect({ sees, topics: topics && [...topics] })));
    const mine = await commit(1);
    const theirs = await commit(1, { audienceUserId: other });
    const myTool = await commit(1, { topic: 'chat_tools' });
    const theirTool = await commit(1, { topic: 'chat_tools', audienceUserId: other });
    const expected = [
      [mine, theirs, myTool, theirTool],
      [mine, theirs],
      [myTool, theirTool],
      [mine, myTool],
      [mine],
    ].map((ids) => ids.flat());
    await hub.nudge();
    await live[0]?.receive(4);
    const replayed = await Promise.all(
      wishes.map(({ sees, topics }) => connect({ sees, topics: topics && [...topics], after: 0 })),
    );
    for (const [index, { sees, topics }] of wishes.entries()) {
      const ids = expected[index] ?? [];
      expect(await live[index]?.receive(ids.length)).toEqual(ids);
      expect(await replayed[index]?.receive(ids.length)).toEqual(ids);
      const pulled = await hub.read({ userId: customerId, sees, topics: topics && [...topics], after: 0, limit: 100 });
      expect(pulled.data.map((event) => event.id)).toEqual(ids);
      expect(pulled).toMatchObject({ head: 4, next_after: 4, reset: false });
    }
  });

  it('ends a stream when its token does, and lets no ended token in', async () => {
    const { connect } = await newHub();
    const client = await connect({ expiresAt: inSeconds(2) });
    const lasting = await connect();
    expect(await client.closed()).toBe(4401);
    const late = await connect({ expiresAt: inSeconds(-1) });
    expect(await late.closed()).toBe(4401);
    await pause(50);
    expect(lasting.closes).toEqual([]);
  });

  it('sends nothing to an ended token before its alarm runs', async () => {
    const { hub, commit, connect } = await newHub();
    const client = await connect({ expiresAt: inSeconds(1) });
    await client.frame('ready');
    await runInDurableObject(hub, (_hub, state) => state.storage.deleteAlarm());
    await pause(1_100);
    await runInDurableObject(hub, (_hub, state) => state.storage.deleteAlarm());
    await commit(1);
    await hub.nudge();
    expect(await client.closed()).toBe(4401);
    expect(client.events()).toEqual([]);
  });
});
