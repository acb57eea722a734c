import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Presence } from '../../../contracts/subscription.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { call } from '../../support/tenant.ts';
import { newShop, openStream } from './event-shop.ts';
import { asleep, eventually, inSeconds, newHub, pause } from './hub-fixture.ts';

/** As `HUB_SOCKETS_PER_OBJECT` in the tests' environment. */
const LIMIT = 8;
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

type Fixture = Awaited<ReturnType<typeof newHub>>;
type Client = Awaited<ReturnType<Fixture['connect']>>;

async function connectMany(fixture: Fixture, count: number, wish: Parameters<Fixture['connect']>[0] = {}) {
  const clients: Client[] = [];
  for (let index = 0; index < count; index++) clients.push(await fixture.connect(wish));
  return clients;
}

/** A hub whose own places are taken, and clients at its first shard. */
async function newShard(count: number, wish: Parameters<Fixture['connect']>[0] = {}) {
  const fixture = await newHub();
  const atHub = await connectMany(fixture, LIMIT);
  const clients = await connectMany(fixture, count, wish);
  return { ...fixture, atHub, clients, aShard: fixture.shard(1) };
}

const socketsIn = (stub: DurableObjectStub) =>
  runInDurableObject(stub, (_object, state) => state.getWebSockets().length);
const shardsOf = (hub: DurableObjectStub) =>
  runInDurableObject(hub, (_hub, { storage }) => storage.sql.exec('SELECT number FROM shards').toArray().length);

describe('sockets beyond what one object holds', () => {
  it('go to shards, one after the other, and every socket gets every event once and in order while they grow', async () => {
    const fixture = await newHub();
    const { hub, commit } = fixture;
    const clients: Client[] = [];
    const ids: string[] = [];
    const firsts: number[] = [];
    for (let step = 0; step < 20; step++) {
      clients.push(await fixture.connect());
      firsts.push(ids.length);
      ids.push(...(await commit(2)));
      await hub.nudge();
    }
    for (const [index, client] of clients.entries()) {
      await eventually(() => client.sequences().at(-1) === 40, `the last event at ${index}`, client.sequences);
      const ready = await client.frame('ready');
      const after = ready.type === 'ready' ? ready.after : Number.NaN;
      // At the latest from the first event that was committed after it was connected.
      expect(after).toBeLessThanOrEqual(firsts[index] ?? 0);
      expect(client.sequences()).toEqual(upTo(40, after + 1));
      expect(client.events().map(({ id }) => id)).toEqual(ids.slice(after));
    }
    expect(await Promise.all([hub, fixture.shard(1), fixture.shard(2)].map(socketsIn))).toEqual([LIMIT, LIMIT, 4]);
  });

  it('are SSE streams and WebSockets alike', async () => {
    const shop = await newShop();
    await connectMany(shop, LIMIT);
    const stream = await openStream('/v1/events/stream', shop.customer);
    await stream.ready();
    const response = await call('GET', '/v1/events/ws', { headers: { ...shop.customer, upgrade: 'websocket' } });
    expect(response.status).toBe(101);
    response.webSocket?.accept();
    expect(await socketsIn(shop.shard(1))).toBe(2);
    const [mine] = await shop.publish(1);
    await shop.publish(1, { audienceUserId: newId() });
    const [second] = await shop.publish(1);
    expect(await stream.receive(2)).toEqual([1, 3]);
    expect(stream.ids()).toEqual([mine, second]);
    await stream.cancel();
    await eventually(async () => (await socketsIn(shop.shard(1))) === 1, 'a freed place');
    response.webSocket?.close(1000);
  });

  it('are filtered there alike: live, replayed, and after a change of topics', async () => {
    const { hub, customerId, commit, connect, clients } = await newShard(1, { sees: 'own', topics: null });
    const other = newId();
    const [live] = clients;
    const orders = await connect({ sees: 'own', topics: ['orders'] });
    const [mine] = await commit(1);
    await commit(1, { audienceUserId: other });
    const [tool] = await commit(1, { topic: 'chat_tools', audienceUserId: customerId });
    await commit(1, { topic: 'chat_tools', audienceUserId: other });
    await hub.nudge();
    expect(await live?.receive(2)).toEqual([mine, tool]);
    expect(await orders.receive(1)).toEqual([mine]);
    const replayed = await connect({ sees: 'own', after: 0 });
    expect(await replayed.receive(2)).toEqual([mine, tool]);
    orders.send({ type: 'subscribe', topics: ['chat_tools'], after: 0 });
    expect(await orders.receive(2)).toEqual([mine, tool]);
  });

  it('replay from the hub’s log and go over into live without a gap or a double', async () => {
    const fixture = await newShard(1);
    const { hub, commit } = fixture;
    await commit(900);
    await hub.nudge();
    const query = { userId: fixture.customerId, sees: 'tenant', topics: null, after: 0, limit: 1 } as const;
    await eventually(async () => (await hub.read(query)).head === 900, 'a log');
    const late = await Promise.all([0, 450, 899, 900].map((after) => fixture.connect({ after })));
    for (let round = 0; round < 10; round++) {
      await commit(5);
      await hub.nudge();
    }
    for (const [index, first] of [1, 451, 900, 901].entries()) {
      await late[index]?.receive(950 - first + 1);
      expect(late[index]?.sequences()).toEqual(upTo(950, first));
    }
    const ahead = await fixture.connect({ after: 5_000 });
    expect(await ahead.frame('reset')).toEqual({ type: 'reset', after: 950 });
  });
});

describe('a shard', () => {
  it('keeps its sockets and its place through hibernation, and so does the hub keep its shards', async () => {
    const { hub, commit, clients, aShard } = await newShard(2);
    const ids = await commit(1);
    await hub.nudge();
    await clients[0]?.receive(1);
    for (const object of [aShard, hub]) {
      await asleep(hub);
      await evictDurableObject(object);
      ids.push(...(await commit(1)));
      await hub.nudge();
      for (const client of clients) expect(await client.receive(ids.length)).toEqual(ids);
    }
    expect(clients[1]?.sequences()).toEqual([1, 2, 3]);
  });

  it('catches up by itself on what it was not sent', async () => {
    const { hub, commit, connect, clients, aShard } = await newShard(2);
    await commit(1);
    await hub.nudge();
    await clients[0]?.receive(1);
    await asleep(hub);
    // The hub believes that the shard has what it never got: three events that were logged while calls were lost.
    await runInDurableObject(hub, (_hub, { storage }) => {
      const { sql } = storage;
      for (let sequence = 2; sequence <= 4; sequence++) {
        sql.exec(
          `INSERT INTO events SELECT ?, ?, topic, audience_user_id, json_set(body, '$.sequence', ?), at_ms
           FROM events WHERE sequence = 1`,
          ...[sequence, newId(), sequence],
        );
      }
      sql.exec("UPDATE counters SET value = 4 WHERE name IN ('head', 'shards_at')");
    });
    await evictDurableObject(hub);
    // A reader ahead of the shard must not get the same events again.
    const ahead = await connect({ after: 4 });
    expect(await ahead.frame('ready')).toMatchObject({ head: 4, after: 4 });
    await commit(1);
    await hub.nudge();
    for (const client of clients) {
      await client.receive(5);
      expect(client.sequences()).toEqual([1, 2, 3, 4, 5]);
    }
    await ahead.receive(1);
    expect(ahead.sequences()).toEqual([5]);
    expect(await socketsIn(aShard)).toBe(3);
  });

  it('is forgotten once it has no sockets, and used again when it is needed', async () => {
    const { hub, commit, connect, clients, aShard } = await newShard(2);
    expect(await shardsOf(hub)).toBe(1);
    for (const client of clients) client.close();
    await eventually(async () => (await socketsIn(aShard)) === 0, 'closed sockets');
    await commit(1);
    await hub.nudge();
    await eventually(async () => (await shardsOf(hub)) === 0, 'a forgotten shard');
    const [next] = await Promise.all([connect(), connect()]);
    expect(await next.frame('ready')).toMatchObject({ head: 1, after: 1 });
    const [id] = await commit(1);
    await hub.nudge();
    expect(await next.receive(1)).toEqual([id]);
    expect(await shardsOf(hub)).toBe(1);
  });

  it('reuses free places before another shard is opened', async () => {
    const { hub, connect, clients, shard } = await newShard(LIMIT);
    for (const client of clients) client.close();
    await eventually(async () => (await socketsIn(shard(1))) === 0, 'closed sockets');
    // The hub asks how full its shards are at most every two seconds.
    await pause(2_100);
    await connect();
    expect(await Promise.all([hub, shard(1), shard(2)].map(socketsIn))).toEqual([LIMIT, 1, 0]);
  });

  it('tells its readers to reset when the hub lost its log', async () => {
    const { hub, commit, clients } = await newShard(1);
    await commit(3);
    await hub.nudge();
    await clients[0]?.receive(3);
    await asleep(hub);
    await runInDurableObject(hub, (_hub, state) => state.storage.deleteAll());
    await evictDurableObject(hub);
    const [next] = await commit(1);
    await hub.nudge();
    const reset = await clients[0]?.frame('reset');
    expect(reset).toEqual({ type: 'reset', after: 10_003 });
    expect((await clients[0]?.receive(4))?.at(-1)).toBe(next);
    expect(clients[0]?.sequences()).toEqual([1, 2, 3, 10_004]);
  });

  it('ends a stream when its token does, also while it sleeps', async () => {
    const { connect, clients, aShard } = await newShard(1);
    const short = await connect({ expiresAt: inSeconds(2) });
    await short.frame('ready');
    await evictDurableObject(aShard);
    expect(await short.closed()).toBe(4401);
    expect(clients[0]?.closes).toEqual([]);
  });
});

describe('GET /v1/events/presence', () => {
  it('counts the streams and the distinct users of the tenant, in the hub and in its shards', async () => {
    const shop = await newShop();
    const presence = async () =>
      await (await call('GET', '/v1/events/presence', { headers: shop.staff })).json<Presence>();
    expect(await presence()).toEqual({ connections: 0, users: 0 });
    const clients = await connectMany(shop, LIMIT + 3);
    const [other, another] = [newId(), newId()];
    clients.push(await shop.connect({ userId: other }), await shop.connect({ userId: other }));
    clients.push(await shop.connect({ userId: another }));
    expect(await presence()).toEqual({ connections: LIMIT + 6, users: 3 });
    clients.at(-1)?.close();
    clients[0]?.close();
    await eventually(async () => (await presence()).connections === LIMIT + 4, 'those who left');
    expect(await presence()).toEqual({ connections: LIMIT + 4, users: 2 });
    const stranger = await newShop();
    const theirs = await call('GET', '/v1/events/presence', { headers: stranger.staff });
    expect(await theirs.json()).toEqual({ connections: 0, users: 0 });
  });

  it('is for the staff alone', async () => {
    const shop = await newShop();
    expect((await call('GET', '/v1/events/presence')).status).toBe(401);
    for (const role of ['customer', 'guest'] as const) {
      const response = await call('GET', '/v1/events/presence', { headers: await shop.bearer(role) });
      expect(response.status).toBe(403);
    }
    expect((await call('GET', '/v1/events/presence', { headers: await shop.bearer('owner') })).status).toBe(200);
  });
});
