import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { call } from '../../support/tenant.ts';
import { newShop, openStream } from './event-shop.ts';
import { asleep, eventually, fatten, inSeconds, listen, newHub, pause } from './hub-fixture.ts';

/** The limit of `HUB_SOCKETS_PER_OBJECT` here. */
const LIMIT = 8;
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** A hub with `count` events of so many characters. */
async function hubWithLargeEvents(count: number, characters: number) {
  const fixture = await newHub();
  await fixture.commit(count);
  await fixture.hub.nudge();
  const query = { userId: fixture.customerId, sees: 'tenant', topics: null, after: 0, limit: 1 } as const;
  await eventually(async () => (await fixture.hub.read(query)).head === count, 'a log');
  await fatten(fixture.hub, characters);
  return fixture;
}

describe('a client that floods the hub with frames', () => {
  it('is closed with 4429, and no other client is', async () => {
    const { hub, commit, connect } = await newHub();
    const [flooding, quiet] = [await connect(), await connect()];
    for (let frame = 0; frame < 400; frame++) flooding.send({ type: 'ack', after: 0 });
    expect(await flooding.closed()).toBe(4429);
    const [id] = await commit(1);
    await hub.nudge();
    expect(await quiet.receive(1)).toEqual([id]);
    expect(quiet.closes).toEqual([]);
  });

  it('gets fewer replays than other frames, and pings for nothing', async () => {
    const { connect } = await newHub();
    const replaying = await connect();
    for (let frame = 0; frame < 40; frame++) replaying.send({ type: 'subscribe', after: 0 });
    expect(await replaying.closed()).toBe(4429);
    const pinging = await connect();
    for (let frame = 0; frame < 1_000; frame++) pinging.send('{"type":"ping"}');
    await eventually(() => pinging.frames.filter(({ type }) => type === 'pong').length === 1_000, 'all pongs');
    expect(pinging.closes).toEqual([]);
  });
});

describe('a client that acknowledges slowly', () => {
  it('is closed with 4408 once too much of it is unread, while those beside it are not', async () => {
    const { hub, commit, connect } = await newHub();
    const [slow, acking, pinging] = [await connect(), await connect(), await connect()];
    const ids: string[] = [];
    for (let round = 0; round < 12; round++) {
      ids.push(...(await commit(5, { note: 'x'.repeat(50_000) })));
      await hub.nudge();
      await eventually(() => acking.events().length === ids.length, 'the events');
      acking.send({ type: 'ack', after: acking.sequences().at(-1) });
      // By the runtime, while the object may sleep.
      pinging.send('{"type":"ping"}');
      await eventually(() => pinging.frames.filter(({ type }) => type === 'pong').length === round + 1, 'a pong');
    }
    expect(await slow.closed()).toBe(4408);
    const last = slow.sequences().at(-1) ?? 0;
    expect(slow.sequences()).toEqual(upTo(last));
    expect(acking.events().map(({ id }) => id)).toEqual(ids);
    expect(pinging.events().map(({ id }) => id)).toEqual(ids);
    expect([...acking.closes, ...pinging.closes]).toEqual([]);
    const again = await connect({ after: last });
    await again.receive(ids.length - last);
    expect(again.sequences()).toEqual(upTo(ids.length, last + 1));
  });

  it('waits for its acks in the middle of a replay instead of being closed', async () => {
    const { connect } = await hubWithLargeEvents(60, 100_000);
    const client = await connect({ after: 0 });
    await eventually(() => client.sequences().length > 0, 'a first page');
    client.send({ type: 'ack', after: client.sequences().at(-1) });
    // From here on it sends acks, without which the replay waits.
    await pause(800);
    const stopped = client.sequences().length;
    expect(stopped).toBeLessThan(60);
    await pause(300);
    expect(client.sequences().length).toBe(stopped);
    await eventually(() => {
      client.send({ type: 'ack', after: client.sequences().at(-1) });
      return client.sequences().length === 60;
    }, 'the rest');
    expect(client.closes).toEqual([]);
  });
});

describe('a stream whose token ended', () => {
  it.each(['hub', 'shard'])(
    'goes on with a fresh token or ticket without a gap or a double: at the %s',
    async (where) => {
      const shop = await newShop();
      for (let socket = 0; where === 'shard' && socket < LIMIT; socket++) await shop.connect();
      const short = async () => ({
        ...(await shop.bearer('customer', shop.customerId, 3)),
      });
      const open = async (query: string, headers: Record<string, string>) => {
        const response = await call('GET', `/v1/events/ws${query}`, { headers: { ...headers, upgrade: 'websocket' } });
        if (response.webSocket === null) throw new Error(`the upgrade was answered ${response.status}`);
        return listen(response.webSocket);
      };
      const socket = await open('', await short());
      const stream = await openStream('/v1/events/stream', await short());
      await Promise.all([socket.frame('ready'), stream.ready()]);
      await shop.publish(2);
      await Promise.all([socket.receive(2), stream.receive(2)]);
      expect(await socket.closed()).toBe(4401);
      expect(await stream.ended()).toBe('clean');
      await shop.publish(2);
      await shop.logged(4);

      const made = await call('POST', '/v1/events/tickets', { headers: shop.customer });
      const { ticket } = await made.json<{ ticket: string }>();
      const next = await open(`?after=${socket.sequences().at(-1)}&ticket=${ticket}`, {});
      const resumed = await openStream('/v1/events/stream', {
        ...shop.customer,
        'last-event-id': stream.events().at(-1)?.id ?? '',
      });
      await shop.publish(1);
      await next.receive(3);
      expect([...socket.sequences(), ...next.sequences()]).toEqual([1, 2, 3, 4, 5]);
      expect([...(await stream.receive(2)), ...(await resumed.receive(3))]).toEqual([1, 2, 3, 4, 5]);
      await resumed.cancel();
    },
  );
});

/** The text and the values of a call of `pg.Client.query`. */
function textOf([statement, values]: readonly unknown[]): string {
  const { text, values: own } = typeof statement === 'string' ? { text: statement, values } : Object(statement);
  return `${text} ${JSON.stringify(own ?? values ?? [])}`;
}

describe('a quiet tenant with clients', () => {
  it('costs no statement and no alarm, at the hub and at a shard, but the one at which a token ends', async () => {
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const fixture = await newHub();
    // Only the tenant’s own: what other tests left may still send some.
    const statements = () => query.mock.calls.filter((call) => textOf(call).includes(fixture.tenantId)).length;
    const expiresAt = inSeconds(3_600);
    const clients: Array<Awaited<ReturnType<typeof fixture.connect>>> = [];
    for (let socket = 0; socket < LIMIT + 2; socket++) clients.push(await fixture.connect({ expiresAt }));
    const [id] = await fixture.commit(1);
    await fixture.hub.nudge();
    for (const client of clients) expect(await client.receive(1)).toEqual([id]);
    await asleep(fixture.hub);
    expect(statements()).toBeGreaterThan(0);
    const before = statements();
    const objects = [fixture.hub, fixture.shard(1)];
    const alarms = () =>
      Promise.all(objects.map((object) => runInDurableObject(object, (_object, state) => state.storage.getAlarm())));
    expect(await alarms()).toEqual([expiresAt * 1000, expiresAt * 1000]);
    // Out of memory, so that no timer of theirs is left: from here on only an alarm or a message could wake them.
    for (const object of objects) await evictDurableObject(object);
    for (const client of clients) client.send('{"type":"ping"}');
    await eventually(() => clients.every(({ frames }) => frames.at(-1)?.type === 'pong'), 'pongs');
    await pause(3_000);
    expect(statements()).toBe(before);
    expect(await alarms()).toEqual([expiresAt * 1000, expiresAt * 1000]);
    // The spy sees the hub’s statements: the next event makes some.
    await fixture.commit(1);
    const committed = statements();
    await fixture.hub.nudge();
    await clients.at(-1)?.receive(2);
    expect(statements()).toBeGreaterThan(committed);
    query.mockRestore();
  });
});
